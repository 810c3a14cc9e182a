#pragma once
#include <stddef.h>
#include <stdint.h>

/// What a PNG file decodes to: 8-bit samples, gray (1), gray and alpha (2), RGB (3) or RGBA (4).
struct qgan_png_layout {
  uint32_t width;
  uint32_t height;
  uint32_t channels;
};

/// Reads everything before the pixels. Returns 0, or -1 with a message of at most `message_size` bytes.
int qgan_png_read_layout(
    const uint8_t *data, size_t size, uint32_t dimension_limit, struct qgan_png_layout *layout, char *message,
    size_t message_size);

/// Decodes into `pixels`, which holds width * height * channels bytes of the layout read before.
int qgan_png_read_pixels(
    const uint8_t *data, size_t size, uint32_t dimension_limit, const struct qgan_png_layout *layout,
    uint8_t *pixels, char *message, size_t message_size);

/// Encodes 8-bit gray (1) or RGB (3) pixels. `*result` is to be freed by qgan_png_free.
int qgan_png_write(
    const uint8_t *pixels, const struct qgan_png_layout *layout, uint8_t **result, size_t *result_size,
    char *message, size_t message_size);

/// Frees what qgan_png_write returned.
void qgan_png_free(uint8_t *result);
