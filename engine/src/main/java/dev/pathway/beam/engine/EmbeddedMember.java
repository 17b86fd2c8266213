// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import dev.pathway.beam.engine.cluster.MemberConfig;
import dev.pathway.beam.engine.cluster.MemberSettings;
import dev.pathway.beam.engine.cluster.QuietLogging;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Hazelcast member of this process: reachable from this machine only, looks for no others,
 * calls nobody.
 *
 * <p>Hazelcast's threads keep a process alive. A daemon therefore waits for the end of the
 * program's own threads, and stops the member once no one uses it. Thread-safe.
 */
final class EmbeddedMember {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedMember.class);
  private static final String NAME_PREFIX = "pathway-";
  private static final int ANY_FREE_PORT = 0;

  /**
   * How long Jet's threads sleep when they find nothing to do, at first and at most. Processors
   * wake each other, so that this is how soon a thread notices that a job has begun or is to stop.
   */
  private static final int IDLE_MIN_MICROS = 1_000;

  private static final int IDLE_MAX_MICROS = 20_000;

  /** How often members tell each other how fast they read. There is one. */
  private static final int FLOW_CONTROL_MILLIS = 60_000;

  private final List<Runnable> stopActions = new ArrayList<>();
  private @Nullable HazelcastInstance instance;
  private boolean watched;
  private int users;

  EmbeddedMember() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::runStopActions, "pathway-shutdown"));
  }

  /** Adds what to do when the member stops, or the process ends; it may be done several times. */
  synchronized void onStop(Runnable action) {
    stopActions.add(action);
  }

  /** Returns the member, started if need be; it stays up until {@link #release}. */
  synchronized HazelcastInstance acquire() {
    HazelcastInstance running = instance;
    // Whoever uses Hazelcast in the same process can shut all its members down.
    if (running == null || !running.getLifecycleService().isRunning()) {
      running = start();
      instance = running;
    }
    if (!watched) {
      watched = true;
      Thread watcher = new Thread(this::stopAfterProgram, "pathway-member-watcher");
      watcher.setDaemon(true);
      watcher.start();
    }
    users++;
    return running;
  }

  /** Ends one use of the member. */
  synchronized void release() {
    users--;
    notifyAll();
  }

  private static HazelcastInstance start() {
    long start = System.nanoTime();
    HazelcastInstance started = QuietLogging.during(EmbeddedMember::newInstance);
    LOG.debug(
        "Started the embedded Hazelcast member '{}' at {} within {} ms",
        started.getName(),
        started.getCluster().getLocalMember().getAddress(),
        (System.nanoTime() - start) / 1_000_000);
    return started;
  }

  private static HazelcastInstance newInstance() {
    Thread thread = Thread.currentThread();
    ClassLoader loader = thread.getContextClassLoader();
    // The member outlives the job: its threads must not inherit, and keep, the job's loader.
    thread.setContextClassLoader(EmbeddedMember.class.getClassLoader());
    try {
      return Hazelcast.newHazelcastInstance(config());
    } finally {
      thread.setContextClassLoader(loader);
    }
  }

  private void stopAfterProgram() {
    ProgramThreads program =
        new ProgramThreads(thread -> thread.getName().contains("." + NAME_PREFIX));
    try {
      while (true) {
        program.awaitEnd();
        synchronized (this) {
          if (users == 0) {
            if (program.ended()) {
              stop();
              return;
            }
          } else {
            wait();
          }
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("The member's watcher was interrupted", e);
    }
  }

  private void stop() {
    HazelcastInstance running = instance;
    instance = null;
    watched = false;
    if (running != null) {
      QuietLogging.memberStops();
      running.getLifecycleService().terminate();
    }
    runStopActions();
  }

  private synchronized void runStopActions() {
    stopActions.forEach(Runnable::run);
  }

  private static Config config() {
    Config config = MemberConfig.of("pathway-embedded", MemberSettings.LOOPBACK, ANY_FREE_PORT);
    config.setProperty(
        "hazelcast.jet.idle.cooperative.min.microseconds", String.valueOf(IDLE_MIN_MICROS));
    config.setProperty(
        "hazelcast.jet.idle.cooperative.max.microseconds", String.valueOf(IDLE_MAX_MICROS));
    config.getJetConfig().setFlowControlPeriodMs(FLOW_CONTROL_MILLIS);
    return config;
  }
}
