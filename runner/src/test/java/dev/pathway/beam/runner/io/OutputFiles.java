// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** What a write has left in a folder, as readers see it. */
final class OutputFiles {
  private static final Pattern SHARD = Pattern.compile("-?\\d{5}-of-\\d{5}");
  private static final String OWN = "_pathway";

  private OutputFiles() {}

  /** Returns all files that are meant for readers. */
  static List<Path> files(Path folder) {
    return Written.files(folder).stream().filter(file -> !isOwn(folder, file)).toList();
  }

  private static boolean isOwn(Path folder, Path file) {
    for (Path part : folder.relativize(file)) {
      if (part.toString().equals(OWN)) {
        return true;
      }
    }
    return false;
  }

  /** Returns the sorted lines, or records, of all shards of each destination and window. */
  static Map<String, List<String>> contents(Path folder) {
    Map<String, List<String>> contents = new TreeMap<>();
    for (Path file : files(folder)) {
      String name = SHARD.matcher(folder.relativize(file).toString()).replaceAll("");
      contents.computeIfAbsent(name, key -> new ArrayList<>()).addAll(lines(file));
    }
    contents.values().forEach(Collections::sort);
    return contents;
  }

  /** Returns the lines, or records, of a file. */
  static List<String> lines(Path file) {
    try {
      if (!file.toString().endsWith(".avro")) {
        return Files.readAllLines(file, UTF_8);
      }
      List<String> records = new ArrayList<>();
      try (DataFileReader<GenericRecord> reader =
          new DataFileReader<>(file.toFile(), new GenericDatumReader<>())) {
        reader.forEach(entry -> records.add(entry.toString()));
      }
      return records;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the names of all files of a folder. */
  static Set<String> names(Path folder) {
    Set<String> names = new TreeSet<>();
    files(folder).forEach(file -> names.add(folder.relativize(file).toString()));
    return names;
  }

  /**
   * A file as it was.
   *
   * @param content its bytes
   * @param key what the file system knows it by
   * @param modified when it was written
   */
  record Version(ByteBuffer content, Object key, FileTime modified) {
    boolean sameContent(Version other) {
      return content.equals(other.content);
    }

    boolean same(@Nullable Version other) {
      return other != null
          && sameContent(other)
          && key.equals(other.key)
          && modified.equals(other.modified);
    }
  }

  /** Returns all files as they are. */
  static Map<Path, Version> versions(Path folder) {
    Map<Path, Version> versions = new TreeMap<>();
    try {
      for (Path file : Written.files(folder)) {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        versions.put(
            file,
            new Version(
                ByteBuffer.wrap(Files.readAllBytes(file)),
                attributes.fileKey(),
                attributes.lastModifiedTime()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return versions;
  }

  /** Checks that files whose content is what it was were not written. */
  static void assertOnlyChangedWritten(Map<Path, Version> before, Map<Path, Version> after) {
    before.forEach(
        (file, version) -> {
          Version now = after.get(file);
          if (now != null && now.sameContent(version)) {
            assertThat(now.same(version)).as("%s is not written again", file).isTrue();
          }
        });
  }

  /** Checks that nothing is staged, and that each folder's LATEST.json names its files. */
  static void assertPublished(Path folder) {
    Map<Path, Set<String>> byFolder = new TreeMap<>();
    for (Path file : files(folder)) {
      byFolder
          .computeIfAbsent(file.getParent(), key -> new TreeSet<>())
          .add(file.getFileName().toString());
    }
    byFolder.forEach(
        (each, names) -> {
          LatestJson latest = LatestJson.read(each);
          assertThat(latest.names()).containsExactlyElementsOf(names);
          assertThat(latest.complete()).isTrue();
        });
    assertThat(Written.files(folder).stream().filter(file -> isOwn(folder, file)))
        .allMatch(file -> file.endsWith(OWN + "/LATEST.json"));
  }
}
