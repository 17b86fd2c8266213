// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.NetworkConfig;
import dev.pathway.beam.engine.frame.FrameTypes;
import java.util.UUID;

/** Configurations of Hazelcast members: they call nobody, and find each other by address only. */
public final class MemberConfig {
  /** Over how many partitions keys are spread, and so the largest parallelism. */
  public static final int PARTITIONS = 271;

  private static final String FRAME_THREADS = "2";

  /**
   * How long a member may be silent before it counts as lost; one whose process ends is at once.
   */
  private static final String SILENCE_SECONDS = "20";

  private static final String JOB_SCAN_MILLIS = "100";

  private MemberConfig() {}

  /**
   * Returns what all members have in common, with all ways to join turned off.
   *
   * @param clusterName the cluster
   * @param address the address to listen on
   * @param port the port to listen on, 0 for any that is free
   */
  public static Config of(String clusterName, String address, int port) {
    Config config = new Config("pathway-" + UUID.randomUUID());
    config.setClusterName(clusterName);
    config.setClassLoader(MemberConfig.class.getClassLoader());
    config.setProperty("hazelcast.phone.home.enabled", "false");
    config.setProperty("hazelcast.shutdownhook.enabled", "false");
    config.setProperty("hazelcast.health.monitoring.level", "OFF");
    config.setProperty("hazelcast.socket.bind.any", "false");
    config.setProperty("hazelcast.partition.count", String.valueOf(PARTITIONS));
    config.setProperty("hazelcast.io.thread.count", "1");
    config.setProperty("hazelcast.operation.thread.count", "2");
    config.setProperty("hazelcast.operation.generic.thread.count", "2");
    config.setProperty("hazelcast.event.thread.count", "1");
    config.getMetricsConfig().setEnabled(false);
    config
        .getJetConfig()
        .setEnabled(true)
        .setCooperativeThreadCount(Runtime.getRuntime().availableProcessors());
    NetworkConfig network = config.getNetworkConfig();
    network.setPort(port).setPortAutoIncrement(false);
    network.getInterfaces().setEnabled(true).addInterface(address);
    JoinConfig join = network.getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    join.getTcpIpConfig().setEnabled(false);
    return config;
  }

  /** Returns the configuration of a member of a cluster. */
  static Config of(MemberSettings settings) {
    Config config = of(settings.clusterName(), settings.bindAddress(), settings.port());
    config.setProperty("hazelcast.io.thread.count", FRAME_THREADS);
    // Nobody waits for others who might start at the same moment: members are told whom to join.
    config.setProperty("hazelcast.wait.seconds.before.join", "0");
    config.setProperty("hazelcast.heartbeat.interval.seconds", "1");
    config.setProperty("hazelcast.max.no.heartbeat.seconds", SILENCE_SECONDS);
    // So soon whoever becomes the oldest member sees to the jobs of the one that is lost.
    config.setProperty("hazelcast.jet.job.scan.period", JOB_SCAN_MILLIS);
    config.getMapConfig("default").setBackupCount(settings.backups());
    config.getJetConfig().setBackupCount(settings.backups()).setResourceUploadEnabled(true);
    config
        .getSerializationConfig()
        .addDataSerializableFactory(FrameTypes.FACTORY_ID, new FrameTypes());
    // Also without anybody to join: members refuse others that look for each other in another way.
    config
        .getNetworkConfig()
        .getJoin()
        .getTcpIpConfig()
        .setEnabled(true)
        .setMembers(settings.join());
    return config;
  }
}
