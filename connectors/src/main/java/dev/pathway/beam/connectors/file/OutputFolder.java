// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.io.fs.MoveOptions.StandardMoveOptions;
import org.apache.beam.sdk.io.fs.ResolveOptions.StandardResolveOptions;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.apache.beam.sdk.util.MimeTypes;
import org.jspecify.annotations.Nullable;

/**
 * A folder of outputs, on any of Beam's file systems: its files, and in {@code _pathway} what is
 * staged for it and {@code LATEST.json}.
 */
final class OutputFolder {
  private static final String OWN = "_pathway";
  private static final String STAGED = "staged";
  private static final String LATEST = "LATEST.json";
  private static final String LOCAL_SCHEME = "file";

  private final ResourceId folder;
  private final Owner owner;
  private final ResourceId own;
  private final ResourceId allStaged;
  private final ResourceId staged;

  private OutputFolder(ResourceId folder, Owner owner) {
    this.folder = folder;
    this.owner = owner;
    own = folder.resolve(OWN, StandardResolveOptions.RESOLVE_DIRECTORY);
    allStaged = own.resolve(STAGED, StandardResolveOptions.RESOLVE_DIRECTORY);
    staged = allStaged.resolve(owner.id(), StandardResolveOptions.RESOLVE_DIRECTORY);
  }

  /**
   * Returns a folder.
   *
   * @param path its path, as {@link #pathOf} returns it
   * @param owner the state directory of the job that asks
   */
  static OutputFolder of(String path, Owner owner) {
    return new OutputFolder(FileSystems.matchNewResource(path, true), owner);
  }

  /** Returns the path of the folder that a file is in, which is good from anywhere. */
  static String pathOf(ResourceId file) {
    return absolute(file.getCurrentDirectory());
  }

  /** Returns the name of a file in its folder. */
  static String nameOf(ResourceId file) {
    String name = file.getFilename();
    if (name == null) {
      throw new IllegalArgumentException("'" + file + "' is no file");
    }
    return name;
  }

  /** Returns a path that is good from anywhere. */
  static String absolute(ResourceId resource) {
    Path path = local(resource);
    return path == null ? resource.toString() : path.toString();
  }

  /** Returns the path on a local file system, null on another. */
  private static @Nullable Path local(ResourceId resource) {
    return resource.getScheme().equals(LOCAL_SCHEME)
        ? Path.of(resource.toString()).toAbsolutePath().normalize()
        : null;
  }

  /** Returns where files are staged, on the same file system. */
  ResourceId staged() {
    return staged;
  }

  /** Forces a staged file to the disk, where that is possible. */
  static void force(ResourceId file) throws IOException {
    Path path = local(file);
    if (path != null) {
      Durable.file(path);
    }
  }

  /** Forces to the disk which files are staged. */
  void forceStaged() throws IOException {
    Path path = local(staged);
    if (path == null || !Files.exists(path)) {
      return;
    }
    try (Stream<Path> below = Files.walk(path)) {
      for (Path each : below.filter(Files::isDirectory).toList()) {
        Durable.folder(each);
      }
    }
    for (ResourceId each : List.of(allStaged, own, folder)) {
      forceFolder(each);
    }
  }

  /** Puts staged files in their places, those that were not put there before. */
  void move(List<String> stagedFiles, List<String> names) throws IOException {
    FileSystems.rename(
        stagedFiles.stream().map(path -> FileSystems.matchNewResource(path, false)).toList(),
        names.stream().map(this::file).toList(),
        StandardMoveOptions.IGNORE_MISSING_FILES);
    forceFolder(folder);
  }

  /** Deletes files, those that are there. */
  void delete(Collection<String> names) throws IOException {
    FileSystems.delete(
        names.stream().map(this::file).toList(), StandardMoveOptions.IGNORE_MISSING_FILES);
  }

  private ResourceId file(String name) {
    return folder.resolve(name, StandardResolveOptions.RESOLVE_FILE);
  }

  /** Returns the lengths of files in bytes, -1 for those that are not there. */
  List<Long> lengths(List<String> names) throws IOException {
    Path path = local(folder);
    if (path != null) {
      // Beam walks through all below a folder for a file that is not there.
      List<Long> lengths = new ArrayList<>();
      for (String name : names) {
        lengths.add(length(path.resolve(name)));
      }
      return lengths;
    }
    List<MatchResult> found = FileSystems.matchResources(names.stream().map(this::file).toList());
    List<Long> lengths = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      lengths.add(length(names.get(i), found.get(i)));
    }
    return lengths;
  }

  private static long length(Path file) throws IOException {
    try {
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      return found.isRegularFile() ? found.size() : -1;
    } catch (NoSuchFileException e) {
      return -1;
    }
  }

  private static long length(String name, MatchResult found) throws IOException {
    if (found.status() != MatchResult.Status.NOT_FOUND) {
      for (MatchResult.Metadata each : found.metadata()) {
        // A name may look like a pattern.
        if (name.equals(each.resourceId().getFilename())) {
          return each.sizeBytes();
        }
      }
    }
    return -1;
  }

  /** Returns the length of a file in bytes. */
  static long length(ResourceId file) throws IOException {
    return FileSystems.matchSingleFileSpec(file.toString()).sizeBytes();
  }

  /**
   * Returns whether there is a {@code LATEST.json}, and it does not say that files of the owner are
   * not in place.
   */
  boolean isComplete() throws IOException {
    String json = latest();
    return json != null && !LatestFiles.isIncomplete(json, owner);
  }

  /**
   * Checks that the folder is nobody else's.
   *
   * @throws IOException if it is, with what can be done about it
   */
  void checkOwner() throws IOException {
    String json = latest();
    Owner other = json == null ? null : LatestFiles.owner(json);
    if (other != null && other.isThere() && !other.isSame(owner)) {
      throw new IOException(
          "The outputs in '"
              + absolute(folder)
              + "' are those of the job with --stateDir '"
              + other.stateDirectory()
              + "', so that this one, with --stateDir '"
              + owner.stateDirectory()
              + "', would overwrite them: have it write to another folder, or go on with the other's --stateDir;"
              + " if the other is to write there no more, delete '"
              + absolute(own)
              + "'");
    }
  }

  private ResourceId latestFile() {
    return own.resolve(LATEST, StandardResolveOptions.RESOLVE_FILE);
  }

  /** Returns the content of {@code LATEST.json}, null if it is not there. */
  private @Nullable String latest() throws IOException {
    try (InputStream in = Channels.newInputStream(FileSystems.open(latestFile()))) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (FileNotFoundException e) {
      return null;
    }
  }

  /** Deletes {@code LATEST.json}, if it is there: there are no files for it to name. */
  void deleteLatest() throws IOException {
    FileSystems.delete(List.of(latestFile()), StandardMoveOptions.IGNORE_MISSING_FILES);
    forceFolder(own);
  }

  /** Replaces {@code LATEST.json}. */
  void replaceLatest(String json) throws IOException {
    ResourceId temporary = staged.resolve(LATEST, StandardResolveOptions.RESOLVE_FILE);
    try (WritableByteChannel channel = FileSystems.create(temporary, MimeTypes.TEXT)) {
      ByteBuffer bytes = ByteBuffer.wrap(json.getBytes(UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
    force(temporary);
    FileSystems.rename(List.of(temporary), List.of(latestFile()));
    forceFolder(own);
  }

  private static void forceFolder(ResourceId folder) throws IOException {
    Path path = local(folder);
    if (path != null && Files.isDirectory(path)) {
      Durable.folder(path);
    }
  }

  /** Deletes all that is staged, and folders that are then of no use. */
  void clearStaged() throws IOException {
    Path path = local(staged);
    if (path == null) {
      for (MatchResult match : FileSystems.match(List.of(staged + "**"))) {
        if (match.status() == MatchResult.Status.OK) {
          FileSystems.delete(
              match.metadata().stream().map(MatchResult.Metadata::resourceId).toList(),
              StandardMoveOptions.IGNORE_MISSING_FILES);
        }
      }
      return;
    }
    if (Files.exists(path)) {
      try (Stream<Path> below = Files.walk(path)) {
        for (Path each : below.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(each);
        }
      }
    }
    deleteIfEmpty(allStaged);
    deleteIfEmpty(own);
  }

  private static void deleteIfEmpty(ResourceId folder) throws IOException {
    Path path = local(folder);
    if (path != null) {
      try {
        Files.delete(path);
      } catch (DirectoryNotEmptyException | NoSuchFileException e) {
        // Others use it, or nobody did.
        return;
      }
    }
  }
}
