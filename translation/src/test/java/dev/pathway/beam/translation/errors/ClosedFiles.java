// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.errors;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.auto.service.AutoService;
import java.io.ByteArrayOutputStream;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.io.FileSystem;
import org.apache.beam.sdk.io.FileSystemRegistrar;
import org.apache.beam.sdk.io.fs.CreateOptions;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.io.fs.MoveOptions;
import org.apache.beam.sdk.io.fs.ResolveOptions;
import org.apache.beam.sdk.io.fs.ResolveOptions.StandardResolveOptions;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.apache.beam.sdk.options.PipelineOptions;

/** A file system, "closed", whose files can be seen once they are closed, as those of clouds. */
final class ClosedFiles extends FileSystem<ClosedFiles.Id> {
  private static final String SCHEME = "closed";
  private static final Map<String, String> CONTENTS = new TreeMap<>();

  /** Brings the file system in. */
  @AutoService(FileSystemRegistrar.class)
  public static final class Registrar implements FileSystemRegistrar {
    @Override
    public Iterable<FileSystem<?>> fromOptions(PipelineOptions options) {
      return List.of(new ClosedFiles());
    }
  }

  /** A file, or a folder, whose path ends with a slash. */
  record Id(String path) implements ResourceId {
    private static final long serialVersionUID = 1L;

    @Override
    public ResourceId resolve(String other, ResolveOptions options) {
      boolean folder = options.equals(StandardResolveOptions.RESOLVE_DIRECTORY);
      return new Id(path + other + (folder ? "/" : ""));
    }

    @Override
    public ResourceId getCurrentDirectory() {
      return new Id(path.substring(0, path.lastIndexOf('/') + 1));
    }

    @Override
    public String getScheme() {
      return SCHEME;
    }

    @Override
    public String getFilename() {
      return path.substring(path.lastIndexOf('/') + 1);
    }

    @Override
    public boolean isDirectory() {
      return path.endsWith("/");
    }

    @Override
    public String toString() {
      return SCHEME + "://" + path;
    }
  }

  /** Returns what is in the files that were closed, by their paths. */
  static Map<String, String> contents() {
    return CONTENTS;
  }

  static void forgetAll() {
    CONTENTS.clear();
  }

  @Override
  protected WritableByteChannel create(Id file, CreateOptions options) {
    return Channels.newChannel(
        new ByteArrayOutputStream() {
          @Override
          public void close() {
            CONTENTS.put(file.path(), toString(UTF_8));
          }
        });
  }

  @Override
  protected Id matchNewResource(String spec, boolean folder) {
    String path = spec.substring((SCHEME + "://").length());
    return new Id(folder && !path.endsWith("/") ? path + "/" : path);
  }

  @Override
  protected String getScheme() {
    return SCHEME;
  }

  @Override
  protected void delete(Collection<Id> files) {
    files.forEach(file -> CONTENTS.remove(file.path()));
  }

  @Override
  protected List<MatchResult> match(List<String> specs) {
    throw new UnsupportedOperationException("match");
  }

  @Override
  protected ReadableByteChannel open(Id file) {
    throw new UnsupportedOperationException("open");
  }

  @Override
  protected void copy(List<Id> from, List<Id> to) {
    throw new UnsupportedOperationException("copy");
  }

  @Override
  protected void rename(List<Id> from, List<Id> to, MoveOptions... options) {
    throw new UnsupportedOperationException("rename");
  }
}
