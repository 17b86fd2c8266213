// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.validatesrunner;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/** A resource with an entry a line, empty lines, and comments that begin with #. */
public final class ListFile {
  private ListFile() {}

  /** Returns the entries, without white space around them. */
  public static List<String> lines(String resource) {
    try (InputStream in =
            Objects.requireNonNull(ListFile.class.getResourceAsStream(resource), resource);
        BufferedReader reader = new BufferedReader(new InputStreamReader(in, UTF_8))) {
      return reader
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + resource, e);
    }
  }
}
