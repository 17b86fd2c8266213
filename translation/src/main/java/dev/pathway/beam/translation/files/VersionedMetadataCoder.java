// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.StructuredCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.FileIO.ReadableFile;
import org.apache.beam.sdk.io.ReadableFileCoder;
import org.apache.beam.sdk.io.fs.MatchResult.Metadata;
import org.apache.beam.sdk.util.CoderUtils;

/**
 * Metadata of files with what tells one version of a file from another, which the coders of Beam
 * leave out: the checksum, or the time of the last change where there is none.
 */
final class VersionedMetadataCoder extends StructuredCoder<Metadata> {
  private static final long serialVersionUID = 1L;
  private static final int WITHOUT_CHECKSUM = 0;
  private static final int WITH_CHECKSUM = 1;

  private final Coder<Metadata> coder;

  VersionedMetadataCoder(Coder<Metadata> coder) {
    this.coder = coder;
  }

  @Override
  public void encode(Metadata value, OutputStream out) throws IOException {
    coder.encode(value, out);
    String checksum = value.checksum();
    if (checksum == null) {
      out.write(WITHOUT_CHECKSUM);
      VarLongCoder.of().encode(value.lastModifiedMillis(), out);
    } else {
      out.write(WITH_CHECKSUM);
      StringUtf8Coder.of().encode(checksum, out);
    }
  }

  @Override
  public Metadata decode(InputStream in) throws IOException {
    Metadata value = coder.decode(in);
    return in.read() == WITHOUT_CHECKSUM
        ? builder(value).setLastModifiedMillis(VarLongCoder.of().decode(in)).build()
        : withChecksum(value, StringUtf8Coder.of().decode(in));
  }

  /** Returns metadata with another checksum. */
  static Metadata withChecksum(Metadata metadata, String checksum) {
    return builder(metadata).setChecksum(checksum).build();
  }

  /** Returns a file with other metadata; Beam lets nobody but its coder make one. */
  static ReadableFile withMetadata(ReadableFile file, Metadata metadata) throws CoderException {
    return CoderUtils.clone(ReadableFileCoder.of(new Other(metadata)), file);
  }

  /** Decodes whatever it encodes to other metadata. */
  private static final class Other extends CustomCoder<Metadata> {
    private static final long serialVersionUID = 1L;

    private final Metadata metadata;

    Other(Metadata metadata) {
      this.metadata = metadata;
    }

    @Override
    public void encode(Metadata value, OutputStream out) {}

    @Override
    public Metadata decode(InputStream in) {
      return metadata;
    }
  }

  private static Metadata.Builder builder(Metadata metadata) {
    return Metadata.builder()
        .setResourceId(metadata.resourceId())
        .setSizeBytes(metadata.sizeBytes())
        .setIsReadSeekEfficient(metadata.isReadSeekEfficient())
        .setLastModifiedMillis(metadata.lastModifiedMillis());
  }

  @Override
  public List<Coder<Metadata>> getCoderArguments() {
    return List.of(coder);
  }

  @Override
  public void verifyDeterministic() throws NonDeterministicException {
    coder.verifyDeterministic();
  }

  @Override
  public boolean consistentWithEquals() {
    return coder.consistentWithEquals();
  }
}
