// libjpeg reports errors by a call that must not return, and longjmp must not cross Swift frames: every setjmp lives here.
#include "CJPEG.h"

#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <jpeglib.h>
#include <jerror.h>

// A progressive file of a few bytes can ask for one pass over the image after the other.
enum { SCAN_LIMIT = 500 };

struct reader {
  struct jpeg_decompress_struct jpeg;
  struct jpeg_error_mgr errors;
  struct jpeg_source_mgr source;
  struct jpeg_progress_mgr progress;
  jmp_buf failed;
  enum qgan_jpeg_result result;
  char *message;
  size_t message_size;
};

static void fail(struct reader *reader, enum qgan_jpeg_result result, const char *text) {
  reader->result = result;
  if (reader->message_size > 0) {
    strncpy(reader->message, text, reader->message_size - 1);
    reader->message[reader->message_size - 1] = 0;
  }
  longjmp(reader->failed, 1);
}

static void fail_with_text(j_common_ptr common) {
  char text[JMSG_LENGTH_MAX];
  common->err->format_message(common, text);
  fail(common->client_data, QGAN_JPEG_BAD, text);
}

// libjpeg warns where it fills what is missing with gray; such an image is not what the file should have held.
static void on_message(j_common_ptr common, int level) {
  if (level >= 0) return;
  switch (common->err->msg_code) {
  case JWRN_EXTRANEOUS_DATA:
  case JWRN_ADOBE_XFORM:
  case JWRN_JFIF_MAJOR: return;
  default: fail_with_text(common);
  }
}

static void begin_source(j_decompress_ptr jpeg) { (void)jpeg; }

static boolean fill_buffer(j_decompress_ptr jpeg) {
  fail(jpeg->client_data, QGAN_JPEG_TRUNCATED, "the file is truncated");
  return FALSE;
}

static void skip_bytes(j_decompress_ptr jpeg, long count) {
  if (count <= 0) return;
  if ((size_t)count > jpeg->src->bytes_in_buffer)
    fail(jpeg->client_data, QGAN_JPEG_TRUNCATED, "the file is truncated");
  jpeg->src->next_input_byte += count;
  jpeg->src->bytes_in_buffer -= (size_t)count;
}

static void end_source(j_decompress_ptr jpeg) { (void)jpeg; }

static void on_progress(j_common_ptr common) {
  if (((j_decompress_ptr)common)->input_scan_number > SCAN_LIMIT)
    fail(common->client_data, QGAN_JPEG_BAD, "it has more than 500 scans");
}

// Reads the headers, sets how pixels are to come out and says what that will be.
static void begin(struct reader *reader, const uint8_t *data, size_t size, struct qgan_jpeg_layout *layout) {
  struct jpeg_decompress_struct *jpeg = &reader->jpeg;
  jpeg_create_decompress(jpeg);
  reader->source.next_input_byte = data;
  reader->source.bytes_in_buffer = size;
  reader->source.init_source = begin_source;
  reader->source.fill_input_buffer = fill_buffer;
  reader->source.skip_input_data = skip_bytes;
  reader->source.resync_to_restart = jpeg_resync_to_restart;
  reader->source.term_source = end_source;
  jpeg->src = &reader->source;
  reader->progress.progress_monitor = on_progress;
  jpeg->progress = &reader->progress;
  jpeg_read_header(jpeg, TRUE);
  if (jpeg->arith_code) fail(reader, QGAN_JPEG_BAD, "arithmetic coding is not read");
  if (jpeg->num_components != 1 && jpeg->num_components != 3)
    fail(
        reader, QGAN_JPEG_BAD,
        jpeg->num_components == 4 ? "CMYK and YCCK are not read; save the image as RGB"
                                  : "it is neither gray nor of three colours");
  jpeg->out_color_space = jpeg->num_components == 1 ? JCS_GRAYSCALE : JCS_RGB;
  // Named, so that a library whose defaults differ gives the same pixels.
  jpeg->dct_method = JDCT_ISLOW;
  jpeg->do_fancy_upsampling = TRUE;
  layout->width = jpeg->image_width;
  layout->height = jpeg->image_height;
  layout->channels = jpeg->num_components == 1 ? 1 : 3;
  layout->workspace = 0;
  if (jpeg_has_multiple_scans(jpeg)) {
    for (int i = 0; i < jpeg->num_components; i++) {
      const jpeg_component_info *component = &jpeg->comp_info[i];
      // Rows and columns of blocks are rounded up to whole units of at most 4.
      uint64_t across = (uint64_t)component->width_in_blocks + 4, down = (uint64_t)component->height_in_blocks + 4;
      layout->workspace += across * down * DCTSIZE2 * sizeof(JCOEF);
    }
  }
}

static void prepare(struct reader *reader, char *message, size_t message_size) {
  memset(reader, 0, sizeof *reader);
  reader->message = message;
  reader->message_size = message_size;
  reader->jpeg.err = jpeg_std_error(&reader->errors);
  reader->errors.error_exit = fail_with_text;
  reader->errors.emit_message = on_message;
  reader->jpeg.client_data = reader;
}

enum qgan_jpeg_result qgan_jpeg_read_layout(
    const uint8_t *data, size_t size, struct qgan_jpeg_layout *layout, char *message, size_t message_size) {
  struct reader reader;
  prepare(&reader, message, message_size);
  if (setjmp(reader.failed)) {
    jpeg_destroy_decompress(&reader.jpeg);
    return reader.result;
  }
  begin(&reader, data, size, layout);
  jpeg_destroy_decompress(&reader.jpeg);
  return QGAN_JPEG_READ;
}

enum qgan_jpeg_result qgan_jpeg_read_pixels(
    const uint8_t *data, size_t size, const struct qgan_jpeg_layout *layout, uint8_t *pixels, char *message,
    size_t message_size) {
  struct reader reader;
  prepare(&reader, message, message_size);
  if (setjmp(reader.failed)) {
    jpeg_destroy_decompress(&reader.jpeg);
    return reader.result;
  }
  struct qgan_jpeg_layout actual;
  begin(&reader, data, size, &actual);
  if (actual.width != layout->width || actual.height != layout->height || actual.channels != layout->channels)
    fail(&reader, QGAN_JPEG_BAD, "the layout changed between two reads");
  jpeg_start_decompress(&reader.jpeg);
  if ((uint32_t)reader.jpeg.output_components != actual.channels)
    fail(&reader, QGAN_JPEG_BAD, "unexpected pixel layout");
  size_t stride = (size_t)actual.width * actual.channels;
  while (reader.jpeg.output_scanline < reader.jpeg.output_height) {
    JSAMPROW row = pixels + reader.jpeg.output_scanline * stride;
    jpeg_read_scanlines(&reader.jpeg, &row, 1);
  }
  jpeg_finish_decompress(&reader.jpeg);
  jpeg_destroy_decompress(&reader.jpeg);
  return QGAN_JPEG_READ;
}
