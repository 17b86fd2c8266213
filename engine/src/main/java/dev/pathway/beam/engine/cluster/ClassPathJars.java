// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.cluster;

import com.hazelcast.core.HazelcastInstance;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;

/**
 * The jars of this process's class path, known by what is in them, so that a job brings only what
 * members do not have.
 */
final class ClassPathJars {
  private static final String EXECUTOR = "pathway.calls";
  private static final int BUFFER_BYTES = 1 << 16;

  private ClassPathJars() {}

  /** Returns the jars that a member of a cluster does not have, in their order. */
  static List<Path> missingOn(HazelcastInstance cluster) throws InterruptedException {
    Map<String, Path> own = byHash();
    Set<String> there;
    try {
      there = cluster.getExecutorService(EXECUTOR).submit(new Hashes()).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "A member cannot tell which classes it has: " + e.getMessage(), e);
    }
    return own.entrySet().stream()
        .filter(jar -> !there.contains(jar.getKey()))
        .map(Map.Entry::getValue)
        .toList();
  }

  private static Map<String, Path> byHash() {
    Map<String, Path> jars = new LinkedHashMap<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path path = Path.of(entry);
      if (Files.isRegularFile(path)) {
        jars.putIfAbsent(hash(path), path);
      }
    }
    return jars;
  }

  private static String hash(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (DigestInputStream digested = new DigestInputStream(in, digest)) {
        byte[] buffer = new byte[BUFFER_BYTES];
        int read;
        do {
          read = digested.read(buffer);
        } while (read >= 0);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read '" + file + "' of the class path", e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has it", e);
    }
  }

  /** What a member has. */
  private static final class Hashes implements Callable<Set<String>>, Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public Set<String> call() {
      return OnMember.HASHES;
    }
  }

  /** Read once in the life of a member. */
  private static final class OnMember {
    private static final Set<String> HASHES = Set.copyOf(byHash().keySet());
  }
}
