// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.cluster;

import com.hazelcast.cluster.Address;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import dev.pathway.beam.engine.jet.MemberJobs;
import java.util.concurrent.CountDownLatch;

/** A member of a cluster, which runs its share of the jobs submitted to it. Thread-safe. */
public final class ClusterMember implements AutoCloseable {
  private final HazelcastInstance instance;
  private final CountDownLatch closed = new CountDownLatch(1);

  private ClusterMember(HazelcastInstance instance) {
    this.instance = instance;
  }

  /**
   * Starts a member.
   *
   * @throws IllegalStateException if its port is taken, or it can join nobody
   */
  public static ClusterMember start(MemberSettings settings) {
    HazelcastInstance instance;
    try {
      instance =
          QuietLogging.during(() -> Hazelcast.newHazelcastInstance(MemberConfig.of(settings)));
    } catch (RuntimeException e) {
      throw new IllegalStateException(
          "Cannot start a member of cluster '"
              + settings.clusterName()
              + "' at "
              + settings.bindAddress()
              + ":"
              + settings.port()
              + ": "
              + e.getMessage(),
          e);
    }
    ClusterMember member = new ClusterMember(instance);
    // Before the first job: a cluster without partitions hands them out when somebody asks.
    instance.getPartitionService().getPartition(0).getOwner();
    return member;
  }

  /** Returns where others reach the member, as {@code host:port}. */
  public String address() {
    Address address = instance.getCluster().getLocalMember().getAddress();
    return address.getHost() + ":" + address.getPort();
  }

  /** Returns how many members the cluster has at the moment. */
  public int clusterSize() {
    return instance.getCluster().getMembers().size();
  }

  /** Waits until the member is closed. */
  public void awaitClose() throws InterruptedException {
    closed.await();
  }

  /** Stops the jobs on this member, and has it leave the cluster; may be called several times. */
  @Override
  public void close() {
    if (instance.getLifecycleService().isRunning()) {
      QuietLogging.memberStops();
      MemberJobs.on(instance).close();
      instance.getLifecycleService().terminate();
    }
    closed.countDown();
  }
}
