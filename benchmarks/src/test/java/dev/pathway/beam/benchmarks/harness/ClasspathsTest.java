// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.benchmarks.workload.Discipline;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClasspathsTest {

  private static final Contestant CONTESTANT =
      new Contestant(
          "direct",
          "Direct runner",
          "direct",
          "Main",
          Set.of(Discipline.THROUGHPUT),
          List.of(),
          List.of());

  @TempDir private Path directory;
  private Path project;
  private Path copies;

  @BeforeEach
  void setUp() throws IOException {
    project = Files.createDirectory(directory.resolve("project"));
    copies = directory.resolve("copies");
  }

  @Test
  void load_entriesOfTheProject_areCopied() throws IOException {
    Path jar = Files.writeString(project.resolve("a.jar"), "jar");
    Path classes = Files.createDirectories(project.resolve("classes"));
    Files.writeString(Files.createDirectory(classes.resolve("p")).resolve("A.class"), "class");
    Path foreign = directory.resolve("b.jar");
    writeClasspath(jar, classes, foreign);

    String[] entries = load().get("direct").split(File.pathSeparator, -1);
    Files.writeString(jar, "changed");

    assertThat(Path.of(entries[0])).startsWith(copies).hasContent("jar");
    assertThat(Path.of(entries[1]).resolve("p/A.class")).startsWith(copies).hasContent("class");
    assertThat(Path.of(entries[2])).isEqualTo(foreign);
  }

  @Test
  void load_again_copiesAgain() throws IOException {
    Path jar = Files.writeString(project.resolve("a.jar"), "old");
    writeClasspath(jar);
    load();
    Files.writeString(jar, "new");

    assertThat(Path.of(load().get("direct"))).hasContent("new");
  }

  @Test
  void load_missingFile_saysWhatToDo() {
    assertThatThrownBy(this::load)
        .hasMessageContaining("classpath-direct.txt")
        .hasMessageContaining("build");
  }

  private Classpaths load() throws IOException {
    return Classpaths.load(List.of(CONTESTANT), directory, project, copies);
  }

  private void writeClasspath(Path... entries) throws IOException {
    String classpath =
        String.join(File.pathSeparator, List.of(entries).stream().map(Path::toString).toList());
    Files.writeString(directory.resolve("classpath-direct.txt"), classpath + "\n");
  }
}
