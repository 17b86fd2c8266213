// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.file;

import java.io.IOException;
import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The content of {@code LATEST.json}. */
final class LatestFiles {
  private static final int FIRST_PRINTABLE = 0x20;
  private static final String COMPLETE = "  \"complete\": ";
  private static final String OWNER = "  \"owner\": ";
  private static final String STATE_DIRECTORY = "  \"stateDir\": ";
  private static final Pattern QUOTED = Pattern.compile("\"([^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+)\"");
  private static final Pattern ESCAPED = Pattern.compile("\\\\(?:u([0-9a-f]{4})|(.))");
  private static final Pattern LAST_EPOCH = Pattern.compile("\n {2}\"epoch\": (\\d{1,18}),");
  private static final int HEXADECIMAL = 16;

  private LatestFiles() {}

  /**
   * Returns the content.
   *
   * @param owner whose files it names
   * @param epoch the last epoch that changed files of the folder
   * @param complete whether all of its changes are in place
   * @param names names of the files; if not complete, of those that were there before too
   */
  static String json(Owner owner, long epoch, boolean complete, Collection<String> names) {
    StringBuilder json = new StringBuilder();
    json.append("{\n").append(line(OWNER, owner.id()));
    json.append(",\n").append(line(STATE_DIRECTORY, owner.stateDirectory()));
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

  /**
   * Returns whether a content says that the changes of an owner are all in place, and that there
   * are none of later epochs than the given one.
   */
  static boolean isComplete(String json, Owner owner, long epoch) throws IOException {
    Owner other = owner(json);
    Matcher last = LAST_EPOCH.matcher(json);
    return json.contains(COMPLETE + true)
        && other != null
        && other.isSame(owner)
        && last.find()
        && Long.parseLong(last.group(1)) <= epoch;
  }

  /** Returns whose files a content names, null if it does not say so. */
  static @Nullable Owner owner(String json) {
    String id = value(OWNER, json);
    String stateDirectory = value(STATE_DIRECTORY, json);
    return id == null || stateDirectory == null ? null : new Owner(id, stateDirectory);
  }

  private static String line(String begin, String text) {
    StringBuilder line = new StringBuilder(begin);
    quote(text, line);
    return line.toString();
  }

  private static @Nullable String value(String begin, String json) {
    int at = json.indexOf("\n" + begin);
    if (at < 0) {
      return null;
    }
    Matcher quoted = QUOTED.matcher(json).region(at + 1 + begin.length(), json.length());
    return quoted.lookingAt() ? unquote(quoted.group(1)) : null;
  }

  private static String unquote(String text) {
    return ESCAPED
        .matcher(text)
        .replaceAll(
            escape ->
                Matcher.quoteReplacement(
                    escape.group(1) == null
                        ? escape.group(2)
                        : Character.toString(Integer.parseInt(escape.group(1), HEXADECIMAL))));
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
