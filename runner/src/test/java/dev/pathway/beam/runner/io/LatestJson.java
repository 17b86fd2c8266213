// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code _pathway/LATEST.json} says of a folder.
 *
 * @param epoch the epoch that changed files of the folder last, 0 if there is no such file
 * @param complete whether all of its changes are in place
 * @param names the names of files
 */
record LatestJson(long epoch, boolean complete, List<String> names) {
  private static final Pattern EPOCH = Pattern.compile("\"epoch\": (\\d+)");
  private static final Pattern NAME = Pattern.compile("(?m)^    \"(.*)\",?$");

  /** Reads it as it is at this moment. */
  static LatestJson read(Path folder) {
    Path latest = folder.resolve("_pathway/LATEST.json");
    try {
      return Files.exists(latest)
          ? parse(Files.readString(latest, UTF_8))
          : new LatestJson(0, false, List.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static LatestJson parse(String json) {
    Matcher epoch = EPOCH.matcher(json);
    if (!epoch.find() || !json.endsWith("]\n}\n")) {
      throw new AssertionError("not whole: " + json);
    }
    return new LatestJson(
        Long.parseLong(epoch.group(1)),
        json.contains("\"complete\": true"),
        NAME.matcher(json).results().map(name -> name.group(1)).toList());
  }
}
