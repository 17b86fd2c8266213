// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * The inputs of a chain of runs, from version 1: files of lines in a folder, and lines that the
 * program itself brings. Each line is a letter, a second and a number. Thread-safe.
 */
final class CrashHistory {
  static final String LETTERS = "abcdef";

  private static final long LONG_AGO = 1_600_000_000_000L;
  private static final int FILES = 8;
  private static final int FILE_LINES = 40;
  private static final int CREATED_LINES = 20;

  private final SplittableRandom random;
  private final List<Version> versions = new ArrayList<>();

  CrashHistory(long seed) {
    random = new SplittableRandom(seed);
    versions.add(new Version(new TreeMap<>(), List.of()));
  }

  /**
   * The inputs of a run.
   *
   * @param files the lines of each file, by its name
   * @param created the lines that the program brings
   */
  record Version(Map<String, List<String>> files, List<String> created) {
    /** Returns all lines. */
    List<String> lines() {
      List<String> lines = new ArrayList<>(created);
      files.values().forEach(lines::addAll);
      return lines;
    }

    /** Makes the files of a folder those of this version, touching only what differs. */
    void write(Path folder, Version before, int number) throws IOException {
      for (String name : before.files.keySet()) {
        if (!files.containsKey(name)) {
          Files.delete(folder.resolve(name));
        }
      }
      for (Map.Entry<String, List<String>> each : files.entrySet()) {
        if (!each.getValue().equals(before.files.get(each.getKey()))) {
          Path file = Files.write(folder.resolve(each.getKey()), each.getValue());
          if (number % 2 == 0) {
            // A time that tells the change: the file is not read again only for being young.
            Files.setLastModifiedTime(file, FileTime.fromMillis(LONG_AGO + number * 1000L));
          }
        }
      }
    }
  }

  /** Returns the inputs of a version, which are those of the one before with a few changes. */
  synchronized Version version(int number) {
    while (versions.size() <= number) {
      versions.add(after(versions.get(versions.size() - 1)));
    }
    return versions.get(number);
  }

  private Version after(Version before) {
    Map<String, List<String>> files = new TreeMap<>(before.files);
    List<String> created = before.created;
    if (files.isEmpty()) {
      files.put("always", lines(FILE_LINES));
    }
    for (int changes = random.nextInt(1, 4); changes > 0; changes--) {
      String name = "file-" + random.nextInt(FILES);
      switch (random.nextInt(4)) {
        case 0 -> files.remove(name);
        case 1 -> created = edited(created, CREATED_LINES);
        case 2 -> files.put(name, lines(FILE_LINES));
        default -> files.put(name, edited(files.getOrDefault(name, List.of()), FILE_LINES));
      }
    }
    return new Version(files, created);
  }

  private List<String> edited(List<String> lines, int most) {
    List<String> edited = new ArrayList<>(lines);
    if (edited.size() < 2) {
      return lines(most);
    }
    edited.remove(random.nextInt(edited.size()));
    edited.set(random.nextInt(edited.size()), line());
    edited.add(line());
    return edited;
  }

  private List<String> lines(int most) {
    List<String> lines = new ArrayList<>();
    for (int left = random.nextInt(most); left > 0; left--) {
      lines.add(line());
    }
    return lines;
  }

  private String line() {
    return LETTERS.charAt(random.nextInt(LETTERS.length()))
        + "-"
        + random.nextInt(40)
        + "-"
        + random.nextInt(10);
  }
}
