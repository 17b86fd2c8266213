// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.file;

import java.util.Collection;

/** The content of {@code LATEST.json}. */
final class LatestFiles {
  private static final int FIRST_PRINTABLE = 0x20;
  private static final String COMPLETE = "  \"complete\": ";

  private LatestFiles() {}

  /**
   * Returns the content.
   *
   * @param epoch the last epoch that changed files of the folder
   * @param complete whether all of its changes are in place
   * @param names names of the files; if not complete, of those that were there before too
   */
  static String json(long epoch, boolean complete, Collection<String> names) {
    StringBuilder json = new StringBuilder();
    json.append("{\n  \"epoch\": ").append(epoch);
    json.append(",\n").append(COMPLETE).append(complete);
    json.append(",\n  \"files\": [");
    String separator = "\n    ";
    for (String name : names) {
      json.append(separator);
      quote(name, json);
      separator = ",\n    ";
    }
    return json.append(names.isEmpty() ? "]\n}\n" : "\n  ]\n}\n").toString();
  }

  /** Returns whether a content says that all changes are in place. */
  static boolean isComplete(String json) {
    return json.contains(COMPLETE + true);
  }

  private static void quote(String text, StringBuilder json) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < FIRST_PRINTABLE) {
        json.append(String.format("\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    json.append('"');
  }
}
