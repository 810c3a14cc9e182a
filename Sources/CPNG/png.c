// libpng reports errors by longjmp, which must not cross Swift frames: every setjmp lives here.
#include "CPNG.h"

#include <png.h>
#include <stdlib.h>
#include <string.h>

struct input {
  const uint8_t *data;
  size_t size;
  size_t position;
};

struct output {
  uint8_t *data;
  size_t size;
  size_t capacity;
};

struct problem {
  char *message;
  size_t size;
};

static void on_error(png_structp png, png_const_charp text) {
  struct problem *problem = png_get_error_ptr(png);
  if (problem->size > 0) {
    strncpy(problem->message, text, problem->size - 1);
    problem->message[problem->size - 1] = 0;
  }
  png_longjmp(png, 1);
}

static void on_warning(png_structp png, png_const_charp text) {
  (void)png;
  (void)text;
}

static void read_bytes(png_structp png, png_bytep bytes, size_t count) {
  struct input *input = png_get_io_ptr(png);
  if (count > input->size - input->position) png_error(png, "the file is truncated");
  memcpy(bytes, input->data + input->position, count);
  input->position += count;
}

static void write_bytes(png_structp png, png_bytep bytes, size_t count) {
  struct output *output = png_get_io_ptr(png);
  if (count > output->capacity - output->size) {
    size_t capacity = 2 * output->capacity + count + 4096;
    uint8_t *data = realloc(output->data, capacity);
    if (!data) png_error(png, "not enough memory");
    output->data = data;
    output->capacity = capacity;
  }
  memcpy(output->data + output->size, bytes, count);
  output->size += count;
}

static void flush_bytes(png_structp png) { (void)png; }

// Reads up to the pixels and asks for 8-bit samples with a real alpha channel where there is any transparency.
static void begin_reading(png_structp png, png_infop info, struct input *input, uint32_t dimension_limit) {
  png_set_user_limits(png, dimension_limit, dimension_limit);
  png_set_chunk_malloc_max(png, 8u << 20);
  png_set_chunk_cache_max(png, 256);
  png_set_read_fn(png, input, read_bytes);
  png_read_info(png, info);
  png_set_expand(png);
  png_set_scale_16(png);
}

static void finish_layout(png_structp png, png_infop info, struct qgan_png_layout *layout) {
  png_read_update_info(png, info);
  layout->width = png_get_image_width(png, info);
  layout->height = png_get_image_height(png, info);
  layout->channels = png_get_channels(png, info);
  if (png_get_bit_depth(png, info) != 8 || png_get_rowbytes(png, info) != (size_t)layout->width * layout->channels)
    png_error(png, "unexpected pixel layout");
}

int qgan_png_read_layout(
    const uint8_t *data, size_t size, uint32_t dimension_limit, struct qgan_png_layout *layout, char *message,
    size_t message_size) {
  struct problem problem = {message, message_size};
  struct input input = {data, size, 0};
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &problem, on_error, on_warning);
  if (!png) return -1;
  png_infop volatile info = png_create_info_struct(png);
  if (!info || setjmp(png_jmpbuf(png))) {
    png_infop created = info;
    png_destroy_read_struct(&png, &created, NULL);
    return -1;
  }
  begin_reading(png, info, &input, dimension_limit);
  finish_layout(png, info, layout);
  png_infop created = info;
  png_destroy_read_struct(&png, &created, NULL);
  return 0;
}

int qgan_png_read_pixels(
    const uint8_t *data, size_t size, uint32_t dimension_limit, const struct qgan_png_layout *layout,
    uint8_t *pixels, char *message, size_t message_size) {
  struct problem problem = {message, message_size};
  struct input input = {data, size, 0};
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &problem, on_error, on_warning);
  if (!png) return -1;
  png_infop volatile info = png_create_info_struct(png);
  if (!info || setjmp(png_jmpbuf(png))) {
    png_infop created = info;
    png_destroy_read_struct(&png, &created, NULL);
    return -1;
  }
  begin_reading(png, info, &input, dimension_limit);
  int passes = png_set_interlace_handling(png);
  struct qgan_png_layout actual;
  finish_layout(png, info, &actual);
  if (memcmp(&actual, layout, sizeof actual)) png_error(png, "the layout changed between two reads");
  size_t stride = (size_t)actual.width * actual.channels;
  for (int pass = 0; pass < passes; pass++)
    for (uint32_t row = 0; row < actual.height; row++) png_read_row(png, pixels + row * stride, NULL);
  png_read_end(png, NULL);
  png_infop created = info;
  png_destroy_read_struct(&png, &created, NULL);
  return 0;
}

// The buffer belongs to the caller, since what a function changes after setjmp is lost by longjmp.
static int write_into(
    struct output *output, const uint8_t *pixels, const struct qgan_png_layout *layout, struct problem *problem) {
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, problem, on_error, on_warning);
  if (!png) return -1;
  png_infop volatile info = png_create_info_struct(png);
  if (!info || setjmp(png_jmpbuf(png))) {
    png_infop created = info;
    png_destroy_write_struct(&png, &created);
    return -1;
  }
  png_set_write_fn(png, output, write_bytes, flush_bytes);
  int color = layout->channels == 3 ? PNG_COLOR_TYPE_RGB : PNG_COLOR_TYPE_GRAY;
  png_set_IHDR(
      png, info, layout->width, layout->height, 8, color, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
      PNG_FILTER_TYPE_DEFAULT);
  png_write_info(png, info);
  size_t stride = (size_t)layout->width * layout->channels;
  for (uint32_t row = 0; row < layout->height; row++) png_write_row(png, pixels + row * stride);
  png_write_end(png, info);
  png_infop created = info;
  png_destroy_write_struct(&png, &created);
  return 0;
}

int qgan_png_write(
    const uint8_t *pixels, const struct qgan_png_layout *layout, uint8_t **result, size_t *result_size,
    char *message, size_t message_size) {
  struct problem problem = {message, message_size};
  struct output output = {NULL, 0, 0};
  if (write_into(&output, pixels, layout, &problem)) {
    free(output.data);
    return -1;
  }
  *result = output.data;
  *result_size = output.size;
  return 0;
}

void qgan_png_free(uint8_t *result) { free(result); }
