// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.translation.options.ChangeDetection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.MatchResult.Metadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileVersionTest {
  private static final long LISTED = 1_000_000;

  @TempDir private Path folder;

  private Metadata.Builder file() {
    return Metadata.builder()
        .setResourceId(FileSystems.matchNewResource(folder.resolve("file").toString(), false))
        .setSizeBytes(3);
  }

  private static String metadata(Metadata.Builder file, long epoch) throws IOException {
    return new FileVersion(ChangeDetection.METADATA, LISTED, epoch).of(file.build());
  }

  @Test
  void of_changedLongBefore_isTheSameInEachEpoch() throws IOException {
    Metadata.Builder file = file().setLastModifiedMillis(LISTED - 2001);

    assertThat(metadata(file, 2)).isEqualTo(metadata(file, 1));
    assertThat(metadata(file().setLastModifiedMillis(LISTED - 2002), 1))
        .isNotEqualTo(metadata(file, 1));
    assertThat(metadata(file().setLastModifiedMillis(LISTED - 2001).setSizeBytes(4), 1))
        .isNotEqualTo(metadata(file, 1));
  }

  @Test
  void of_changedJustBefore_isAnotherInEachEpoch() throws IOException {
    Metadata.Builder file = file().setLastModifiedMillis(LISTED - 2000);

    assertThat(metadata(file, 2)).isNotEqualTo(metadata(file, 1));
  }

  @Test
  void of_noTimeKnown_isAnotherInEachEpoch() throws IOException {
    assertThat(metadata(file(), 2)).isNotEqualTo(metadata(file(), 1));
  }

  @Test
  void of_checksumKnown_dependsOnNothingElse() throws IOException {
    Metadata.Builder file = file().setChecksum("a").setLastModifiedMillis(LISTED);

    assertThat(metadata(file, 2)).isEqualTo(metadata(file, 1));
    assertThat(metadata(file().setChecksum("b"), 1)).isNotEqualTo(metadata(file, 1));
  }

  @Test
  void of_content_dependsOnBytesAlone() throws IOException {
    String before = content("one");

    assertThat(content("two")).isNotEqualTo(before);
    assertThat(content("one")).isEqualTo(before);
  }

  private String content(String text) throws IOException {
    Files.writeString(folder.resolve("file"), text, UTF_8);
    return new FileVersion(ChangeDetection.CONTENT, LISTED, text.hashCode()).of(file().build());
  }
}
