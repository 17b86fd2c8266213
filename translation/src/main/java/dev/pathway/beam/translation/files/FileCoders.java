// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.files;

import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.IterableCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.io.ReadableFileCoder;
import org.apache.beam.sdk.io.fs.MatchResult.Metadata;
import org.apache.beam.sdk.io.fs.MetadataCoder;
import org.apache.beam.sdk.io.fs.MetadataCoderV2;
import org.apache.beam.sdk.values.PCollection;

/** Coders of elements that stand for files, or hold some that do. */
public final class FileCoders {
  private FileCoders() {}

  /** Returns whether a coder's elements stand for files or hold some that do. */
  public static boolean holdFiles(Coder<?> coder) {
    return areOfFiles(coder) || coder.getCoderArguments().stream().anyMatch(FileCoders::holdFiles);
  }

  /** Returns whether a coder's elements stand for files. */
  static boolean areOfFiles(Coder<?> coder) {
    return coder instanceof ReadableFileCoder
        || coder instanceof MetadataCoder
        || coder instanceof MetadataCoderV2
        || coder instanceof VersionedMetadataCoder;
  }

  /**
   * Returns a collection, or one like it whose coder keeps the versions of files, so that the same
   * file is another element once it has changed.
   */
  public static PCollection<?> versioned(PCollection<?> collection) {
    return holdFiles(collection.getCoder()) ? copy(collection) : collection;
  }

  private static <T> PCollection<T> copy(PCollection<T> collection) {
    return PCollection.createPrimitiveOutputInternal(
            collection.getPipeline(),
            collection.getWindowingStrategy(),
            collection.isBounded(),
            versioned(collection.getCoder()))
        .setName(collection.getName());
  }

  @SuppressWarnings("unchecked") // each is replaced by one of the same elements
  private static <T> Coder<T> versioned(Coder<T> coder) {
    return (Coder<T>) versionedOf(coder);
  }

  @SuppressWarnings("unchecked") // the class of the coder says so
  private static Coder<?> versionedOf(Coder<?> coder) {
    if (coder instanceof MetadataCoder || coder instanceof MetadataCoderV2) {
      return new VersionedMetadataCoder((Coder<Metadata>) coder);
    }
    if (coder instanceof ReadableFileCoder file) {
      return ReadableFileCoder.of(versioned(file.getMetadataCoder()));
    }
    if (coder instanceof KvCoder<?, ?> pair) {
      return KvCoder.of(versioned(pair.getKeyCoder()), versioned(pair.getValueCoder()));
    }
    if (coder instanceof IterableCoder<?> iterable) {
      return IterableCoder.of(versioned(iterable.getElemCoder()));
    }
    if (coder instanceof ListCoder<?> list) {
      return ListCoder.of(versioned(list.getElemCoder()));
    }
    if (coder instanceof NullableCoder<?> nullable) {
      return NullableCoder.of(versioned(nullable.getValueCoder()));
    }
    return coder;
  }
}
