// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.harness;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The class paths of the contestants by name. The build writes each to a file {@code
 * classpath-NAME.txt}, so that no runner has another one's jars on its class path.
 */
public final class Classpaths {

  private final Map<String, String> classpaths;

  private Classpaths(Map<String, String> classpaths) {
    this.classpaths = Map.copyOf(classpaths);
  }

  /** Returns the given class paths by name. */
  public static Classpaths of(Map<String, String> classpaths) {
    return new Classpaths(classpaths);
  }

  /**
   * Returns the class paths that the contestants need. Entries below the project directory are
   * copied, so that a build cannot change them while they are measured.
   *
   * @param directory where the build has left the class path files
   * @param project directory of the project
   * @param copies directory for the copies; emptied first
   * @throws IOException if a file is missing or a copy fails
   */
  public static Classpaths load(
      List<Contestant> contestants, Path directory, Path project, Path copies) throws IOException {
    DirectoryTree.delete(copies);
    Files.createDirectories(copies);
    Map<String, String> classpaths = new LinkedHashMap<>();
    for (Contestant contestant : contestants) {
      String name = contestant.classpath();
      if (!classpaths.containsKey(name)) {
        Path file = directory.resolve("classpath-" + name + ".txt");
        if (!Files.exists(file)) {
          throw new IOException(
              "%s does not exist, which '%s' needs; build the project first"
                  .formatted(file, contestant.name()));
        }
        classpaths.put(name, frozen(Files.readString(file).strip(), project, copies));
      }
    }
    return new Classpaths(classpaths);
  }

  /** Returns the class path of the given name. */
  String get(String name) {
    String classpath = classpaths.get(name);
    if (classpath == null) {
      throw new IllegalArgumentException(
          "There is no class path '%s', only %s".formatted(name, classpaths.keySet()));
    }
    return classpath;
  }

  private static String frozen(String classpath, Path project, Path copies) throws IOException {
    List<String> entries = new ArrayList<>();
    for (String entry : classpath.split(File.pathSeparator, -1)) {
      Path path = Path.of(entry).toAbsolutePath().normalize();
      entries.add(
          path.startsWith(project.toAbsolutePath().normalize())
              ? copy(path, copies).toString()
              : entry);
    }
    return String.join(File.pathSeparator, entries);
  }

  private static Path copy(Path entry, Path copies) throws IOException {
    // Modules share names such as "classes", so the name of a copy comes from the whole path.
    Path copy =
        copies
            .resolve(Integer.toHexString(entry.toString().hashCode()))
            .resolve(entry.getFileName());
    if (!Files.exists(copy)) {
      Files.createDirectories(copy.getParent());
      try (Stream<Path> files = Files.walk(entry)) {
        for (Path file : files.toList()) {
          Files.copy(
              file,
              copy.resolve(entry.relativize(file).toString()),
              StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
    return copy;
  }
}
