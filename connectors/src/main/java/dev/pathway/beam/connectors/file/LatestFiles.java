// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.file;

import java.util.Collection;

/** The content of {@code LATEST.json}. */
final class LatestFiles {
  private static final int FIRST_PRINTABLE = 0x20;
  private static final String COMPLETE = "  \"complete\": ";
  private static final String OWNER = "  \"owner\": ";

  private LatestFiles() {}

  /**
   * Returns the content.
   *
   * @param owner whose files it names, as several jobs may share a folder
   * @param epoch the last epoch that changed files of the folder
   * @param complete whether all of its changes are in place
   * @param names names of the files; if not complete, of those that were there before too
   */
  static String json(String owner, long epoch, boolean complete, Collection<String> names) {
    StringBuilder json = new StringBuilder();
    json.append("{\n").append(owner(owner));
    json.append(",\n  \"epoch\": ").append(epoch);
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

  /** Returns whether a content says that not all changes of an owner are in place. */
  static boolean isIncomplete(String json, String owner) {
    return !json.contains(COMPLETE + true) && json.contains(owner(owner));
  }

  private static String owner(String owner) {
    StringBuilder line = new StringBuilder(OWNER);
    quote(owner, line);
    return line.toString();
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
