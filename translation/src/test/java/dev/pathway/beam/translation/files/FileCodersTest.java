// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.io.Compression;
import org.apache.beam.sdk.io.FileIO.ReadableFile;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.ReadableFileCoder;
import org.apache.beam.sdk.io.fs.MatchResult.Metadata;
import org.apache.beam.sdk.io.fs.MetadataCoder;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.junit.jupiter.api.Test;

final class FileCodersTest {
  private static Metadata.Builder file() {
    return Metadata.builder()
        .setResourceId(FileSystems.matchNewResource("/a/file", false))
        .setSizeBytes(3)
        .setIsReadSeekEfficient(true);
  }

  @SuppressWarnings("unchecked") // of the same elements
  private static <T> Coder<T> versioned(Coder<T> coder) {
    PCollection<T> collection =
        PCollection.createPrimitiveOutputInternal(
            Pipeline.create(),
            WindowingStrategy.globalDefault(),
            PCollection.IsBounded.BOUNDED,
            coder);
    return (Coder<T>) FileCoders.versioned(collection.setName("files")).getCoder();
  }

  private static <T> T copy(Coder<T> coder, T value) throws IOException {
    return CoderUtils.clone(coder, value);
  }

  /** Returns a file that only its coder can make. */
  private static ReadableFile gzipped() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    MetadataCoder.of().encode(file().build(), out);
    VarIntCoder.of().encode(List.of(Compression.values()).indexOf(Compression.GZIP), out);
    return ReadableFileCoder.of().decode(new ByteArrayInputStream(out.toByteArray()));
  }

  @Test
  void versioned_metadata_keepsTimeOrChecksum() throws IOException {
    Coder<Metadata> coder = versioned(MetadataCoder.of());
    Metadata timed = file().setLastModifiedMillis(7).build();
    Metadata known = file().setChecksum("abc").build();

    assertThat(copy(coder, timed)).isEqualTo(timed);
    assertThat(copy(coder, known)).isEqualTo(known);
  }

  @Test
  void versioned_fileInPair_keepsChecksumAndCompression() throws IOException {
    Coder<ReadableFile> files = versioned(ReadableFileCoder.of());
    ReadableFile gzipped =
        VersionedMetadataCoder.withMetadata(gzipped(), file().setChecksum("abc").build());

    KV<String, ReadableFile> copied =
        copy(
            versioned(KvCoder.of(StringUtf8Coder.of(), ReadableFileCoder.of())),
            KV.of("a", gzipped));

    assertThat(copied).isEqualTo(KV.of("a", gzipped));
    assertThat(copy(files, gzipped).getMetadata().checksum()).isEqualTo("abc");
    assertThat(copy(files, gzipped).getCompression()).isEqualTo(Compression.GZIP);
  }

  @Test
  void versioned_otherCoder_isTheCollectionItself() {
    assertThat(versioned(StringUtf8Coder.of())).isSameAs(StringUtf8Coder.of());
  }
}
