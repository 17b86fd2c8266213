// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.file;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A file that is there since an epoch that was committed.
 *
 * @param name its name in its folder
 * @param publisher the part of the job that wrote it
 */
record PublishedFile(String name, String publisher) {
  /** No name of a file has it. */
  private static final char SEPARATOR = 0;

  static PublishedFile of(byte[] bytes) {
    String text = new String(bytes, UTF_8);
    int end = text.indexOf(SEPARATOR);
    return new PublishedFile(text.substring(0, end), text.substring(end + 1));
  }

  byte[] toBytes() {
    return (name + SEPARATOR + publisher).getBytes(UTF_8);
  }
}
