// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.files;

import java.io.FileNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.apache.beam.sdk.io.BoundedSource;
import org.apache.beam.sdk.io.FileBasedSource;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;

/**
 * A look at a local file before Beam matches it: to find that one is missing, Beam walks its whole
 * parent folder.
 */
public final class LocalFiles {
  private static final Pattern NOT_PLAIN =
      Pattern.compile("[*?\\[\\]{}\\\\]|^[a-zA-Z][a-zA-Z0-9+.-]+:");

  private LocalFiles() {}

  /**
   * Checks that a source of one local file finds it.
   *
   * @throws FileNotFoundException if it does not, and the source does not allow that
   */
  public static void requireExisting(BoundedSource<?> source) throws FileNotFoundException {
    if (!(source instanceof FileBasedSource<?> files)
        || files.getMode() != FileBasedSource.Mode.FILEPATTERN
        || files.getEmptyMatchTreatment() == EmptyMatchTreatment.ALLOW) {
      return;
    }
    String spec = files.getFileOrPatternSpec();
    if (spec != null && !NOT_PLAIN.matcher(spec).find() && !Files.exists(Path.of(spec))) {
      throw new FileNotFoundException("No files matched spec: " + spec);
    }
  }
}
