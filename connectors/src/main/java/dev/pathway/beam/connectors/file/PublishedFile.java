// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pathway.beam.state.trace.PairCursor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A file that is there since an epoch that was committed.
 *
 * @param name its name in its folder
 * @param publisher the part of the job that wrote it
 * @param length its length in bytes
 */
record PublishedFile(String name, String publisher, long length) {
  /** No name of a file or of a part of a job has it. */
  private static final char SEPARATOR = 0;

  static PublishedFile of(byte[] bytes) {
    String text = new String(bytes, UTF_8);
    int nameEnd = text.indexOf(SEPARATOR);
    int publisherEnd = text.lastIndexOf(SEPARATOR);
    return new PublishedFile(
        text.substring(0, nameEnd),
        text.substring(nameEnd + 1, publisherEnd),
        Long.parseLong(text.substring(publisherEnd + 1)));
  }

  /** Returns the files that are values of a cursor's key. */
  static List<PublishedFile> readAll(PairCursor files) throws IOException {
    List<PublishedFile> all = new ArrayList<>();
    while (files.nextValue()) {
      all.add(of(files.value()));
    }
    return all;
  }

  byte[] toBytes() {
    return (name + SEPARATOR + publisher + SEPARATOR + length).getBytes(UTF_8);
  }
}
