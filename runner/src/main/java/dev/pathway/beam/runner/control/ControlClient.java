// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.control;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the jobs of all processes of this user on this machine. */
public final class ControlClient {
  private static final Logger LOG = LoggerFactory.getLogger(ControlClient.class);

  /** How long a process may take to list its jobs before it is passed over. */
  private static final Duration LIST_PATIENCE = Duration.ofSeconds(2);

  private final ControlFolders folders;

  ControlClient(ControlFolders folders) {
    this.folders = folders;
  }

  /** Returns a client of this user's processes. */
  public static ControlClient ofUser() {
    return new ControlClient(ControlFolders.ofProcess());
  }

  /**
   * Returns all running jobs, the oldest first; removes the sockets of processes that were killed.
   */
  public List<RemoteJob> jobs() throws IOException {
    folders.deleteStale();
    List<RemoteJob> jobs = new ArrayList<>();
    for (Path socket : folders.sockets()) {
      try {
        jobs.addAll(jobs(socket));
      } catch (IOException | RuntimeException e) {
        LOG.debug("No answer from '{}', perhaps because the process just ended", socket, e);
      }
    }
    jobs.sort(Comparator.comparing(job -> job.status().since()));
    return jobs;
  }

  private static List<RemoteJob> jobs(Path socket) throws IOException {
    Optional<String> answer = Request.send(socket, Conversation.LIST, LIST_PATIENCE);
    if (answer.isEmpty()) {
      LOG.warn("The process behind '{}' does not answer", socket);
      return List.of();
    }
    return answer.get().lines().map(line -> new RemoteJob(JobStatus.parse(line), socket)).toList();
  }
}
