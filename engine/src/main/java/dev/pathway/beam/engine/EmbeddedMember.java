package dev.pathway.beam.engine;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Hazelcast member of this process: reachable from this machine only, looks for no others, calls nobody.
 *
 * <p>Hazelcast's threads keep a process alive. A daemon therefore waits for the end of the main thread, and stops the
 * member once no one uses it.
 */
final class EmbeddedMember {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedMember.class);
  private static final long MAIN_CHECK_MILLIS = 20;
  private static final int MIN_PARTITIONS = 32;
  private static final int PARTITIONS_PER_CORE = 4;

  private final List<Runnable> stopActions = new ArrayList<>();
  private @Nullable HazelcastInstance instance;
  private int users;

  EmbeddedMember() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::runStopActions, "pathway-shutdown"));
  }

  /** Adds what to do when the member stops, or the process ends. */
  synchronized void onStop(Runnable action) {
    stopActions.add(action);
  }

  /** Returns the member, started if need be; it stays up until {@link #release}. */
  synchronized HazelcastInstance acquire() {
    HazelcastInstance running = instance;
    if (running == null) {
      running = Hazelcast.newHazelcastInstance(config());
      instance = running;
      Thread watcher = new Thread(this::stopAfterMain, "pathway-member-watcher");
      watcher.setDaemon(true);
      watcher.start();
      LOG.debug("Started the embedded Hazelcast member {}", running.getName());
    }
    users++;
    return running;
  }

  /** Ends one use of the member. */
  synchronized void release() {
    users--;
    notifyAll();
  }

  private void stopAfterMain() {
    try {
      while (true) {
        synchronized (this) {
          while (users > 0) {
            wait();
          }
          if (mainEnded()) {
            stop();
            return;
          }
        }
        Thread.sleep(MAIN_CHECK_MILLIS);
      }
    } catch (InterruptedException e) {
      LOG.debug("The member's watcher was interrupted", e);
    }
  }

  /** Returns whether the program's main thread ended: only then the JVM starts a thread that waits for the others. */
  private static boolean mainEnded() {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    while (group.getParent() != null) {
      group = group.getParent();
    }
    Thread[] threads = new Thread[group.activeCount() + 16];
    int count = group.enumerate(threads, true);
    for (int i = 0; i < count; i++) {
      if (threads[i].getName().equals("DestroyJavaVM")) {
        return true;
      }
    }
    return false;
  }

  private void stop() {
    HazelcastInstance running = instance;
    instance = null;
    if (running != null) {
      running.getLifecycleService().terminate();
    }
    runStopActions();
  }

  private synchronized void runStopActions() {
    stopActions.forEach(Runnable::run);
  }

  private static Config config() {
    int cores = Runtime.getRuntime().availableProcessors();
    Config config = new Config("pathway-" + UUID.randomUUID());
    config.setClusterName("pathway-embedded");
    config.setProperty("hazelcast.logging.type", "slf4j");
    config.setProperty("hazelcast.phone.home.enabled", "false");
    config.setProperty("hazelcast.shutdownhook.enabled", "false");
    config.setProperty("hazelcast.health.monitoring.level", "OFF");
    config.setProperty("hazelcast.socket.bind.any", "false");
    config.setProperty(
        "hazelcast.partition.count", String.valueOf(Math.max(MIN_PARTITIONS, PARTITIONS_PER_CORE * cores)));
    config.setProperty("hazelcast.io.thread.count", "1");
    config.setProperty("hazelcast.operation.thread.count", "2");
    config.setProperty("hazelcast.operation.generic.thread.count", "2");
    config.setProperty("hazelcast.event.thread.count", "1");
    config.setProperty("hazelcast.jet.idle.cooperative.max.microseconds", "1000");
    config.getMetricsConfig().setEnabled(false);
    config.getJetConfig().setEnabled(true).setCooperativeThreadCount(cores);
    JoinConfig join = config.getNetworkConfig().setPortAutoIncrement(true).getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    join.getTcpIpConfig().setEnabled(false);
    config.getNetworkConfig().setPublicAddress("127.0.0.1");
    config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
    return config;
  }
}
