// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pathway.beam.state.live.LogEntry.Committed;
import java.util.List;
import java.util.Locale;

/**
 * How the files of a job are named in a store.
 *
 * <ul>
 *   <li>{@code JOB/log/SEQUENCE}: attempts and commits, in the order in which they happened
 *   <li>{@code JOB/base/ATTEMPT}: which snapshot an attempt goes on from
 *   <li>{@code JOB/manifest/ATTEMPT/STAGE-WORKER/SNAPSHOT}: the state of a worker
 *   <li>{@code JOB/segment/ATTEMPT/STAGE-WORKER/SNAPSHOT-NUMBER}: a segment, first uploaded for the
 *       snapshot
 *   <li>{@code JOB/damaged/SEGMENT}: says that a segment was found damaged
 * </ul>
 *
 * <p>Numbers have leading zeros, so that names are in their order.
 */
final class JobNames {
  private final String prefix;

  JobNames(String job) {
    this.prefix = encode(job) + "/";
  }

  /** Returns what the names of all files of the job begin with. */
  String all() {
    return prefix;
  }

  String logs() {
    return prefix + "log/";
  }

  String log(long sequence) {
    return logs() + number(sequence);
  }

  String bases() {
    return prefix + "base/";
  }

  String base(long attempt) {
    return bases() + number(attempt);
  }

  String manifests() {
    return prefix + "manifest/";
  }

  String manifests(long attempt) {
    return manifests() + number(attempt) + "/";
  }

  /** Returns what the names of manifests of a stage begin with. */
  String manifests(long attempt, int stage) {
    return manifests(attempt) + stage + "-";
  }

  String manifest(long attempt, int stage, int worker, long snapshot) {
    return manifests(attempt, stage) + worker + "/" + number(snapshot);
  }

  /** Returns the manifests of a snapshot that was committed. */
  List<String> manifests(Committed committed) {
    String start = manifests(committed.attempt());
    return committed.manifests().stream().map(start::concat).toList();
  }

  String segments() {
    return prefix + "segment/";
  }

  String segment(long attempt, int stage, int worker, long snapshot, long number) {
    return segments()
        + number(attempt)
        + "/"
        + stage
        + "-"
        + worker
        + "/"
        + number(snapshot)
        + "-"
        + number;
  }

  String damaged() {
    return prefix + "damaged/";
  }

  String damaged(String segment) {
    return damaged() + segment.substring(prefix.length());
  }

  /** Returns the segment that a name of a {@linkplain #damaged damaged} one is of. */
  String segmentOfDamaged(String name) {
    return prefix + name.substring(damaged().length());
  }

  /** Returns the number that the name of a file of a log, base or manifest ends with. */
  static long lastNumber(String name) {
    return Long.parseLong(name.substring(name.lastIndexOf('/') + 1));
  }

  /** Returns the attempt that a manifest or a segment was written in. */
  long attemptOf(String name) {
    int from = name.indexOf('/', prefix.length()) + 1;
    return Long.parseLong(name.substring(from, name.indexOf('/', from)));
  }

  /** Returns the snapshot that a segment was first uploaded for. */
  static long snapshotOfSegment(String name) {
    int from = name.lastIndexOf('/') + 1;
    return Long.parseLong(name.substring(from, name.indexOf('-', from)));
  }

  /** Returns the folder that a file is in. */
  static String folderOf(String name) {
    return name.substring(0, name.lastIndexOf('/') + 1);
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%012d", number);
  }

  /** Returns a name of the characters that names have, different for different jobs. */
  private static String encode(String job) {
    StringBuilder encoded = new StringBuilder("job-");
    for (byte each : job.getBytes(UTF_8)) {
      boolean isPlain = (each >= 'a' && each <= 'z') || (each >= '0' && each <= '9') || each == '-';
      if (isPlain) {
        encoded.append((char) each);
      } else {
        encoded.append('_').append(String.format(Locale.ROOT, "%02x", each));
      }
    }
    return encoded.toString();
  }
}
