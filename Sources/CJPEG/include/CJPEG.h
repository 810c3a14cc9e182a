#pragma once
#include <stddef.h>
#include <stdint.h>

/// What a JPEG file decodes to: 8-bit samples, gray (1) or RGB (3).
struct qgan_jpeg_layout {
  uint32_t width;
  uint32_t height;
  uint32_t channels;
  /// Bytes that decoding needs beside the pixels: the coefficients of a file with several scans.
  uint64_t workspace;
};

/// What became of reading.
enum qgan_jpeg_result {
  QGAN_JPEG_READ = 0,
  /// The file is damaged or of a kind that is not read; the message says so.
  QGAN_JPEG_BAD = -1,
  /// The bytes end before the file does.
  QGAN_JPEG_TRUNCATED = -2,
};

/// Reads everything before the pixels, for which the beginning of a file may do. The message has at most
/// `message_size` bytes.
enum qgan_jpeg_result qgan_jpeg_read_layout(
    const uint8_t *data, size_t size, struct qgan_jpeg_layout *layout, char *message, size_t message_size);

/// Decodes into `pixels`, which holds width * height * channels bytes of the layout read before.
enum qgan_jpeg_result qgan_jpeg_read_pixels(
    const uint8_t *data, size_t size, const struct qgan_jpeg_layout *layout, uint8_t *pixels, char *message,
    size_t message_size);
