// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.cluster;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.client.config.ClientConnectionStrategyConfig.ReconnectMode;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.Job;
import com.hazelcast.jet.config.JobConfig;
import dev.pathway.beam.engine.jet.DagBuilder;
import dev.pathway.beam.engine.jet.JobConfigs;
import dev.pathway.beam.engine.jet.JobSpec;
import dev.pathway.beam.engine.job.Headcount;
import dev.pathway.beam.engine.job.JobSettings;
import dev.pathway.beam.engine.job.SnapshotSettings;
import dev.pathway.beam.engine.plan.Plan;
import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.engine.plan.SourceNode;
import dev.pathway.beam.engine.plan.StageNode;
import dev.pathway.beam.engine.spi.Script;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a cluster, through which one job is submitted: a client, which the cluster does
 * not notice when it comes and goes.
 */
public final class ClusterConnection implements AutoCloseable {
  private static final int CONNECT_MILLIS = 5_000;

  private final HazelcastInstance client;

  private ClusterConnection(HazelcastInstance client) {
    this.client = client;
  }

  /**
   * Connects to a cluster.
   *
   * @param members members of it, as {@code host:port}, one of which must be up
   * @throws IllegalStateException if none can be reached, or they are of another cluster
   */
  public static ClusterConnection open(String clusterName, List<String> members) {
    ClientConfig config = new ClientConfig();
    config.setClusterName(clusterName);
    config.setClassLoader(ClusterConnection.class.getClassLoader());
    config.getNetworkConfig().setAddresses(members);
    config
        .getConnectionStrategyConfig()
        .setReconnectMode(ReconnectMode.ON)
        .getConnectionRetryConfig()
        .setClusterConnectTimeoutMillis(CONNECT_MILLIS);
    try {
      return new ClusterConnection(
          QuietLogging.during(() -> HazelcastClient.newHazelcastClient(config)));
    } catch (IllegalStateException e) {
      throw new IllegalStateException(
          "No member of cluster '"
              + clusterName
              + "' answers at "
              + String.join(", ", members)
              + ": start some with 'bin/pathway member', or check --hazelcastMembers and --hazelcastClusterName",
          e);
    }
  }

  /**
   * Starts a job, which takes over the connection: it is closed at the job's end.
   *
   * @param plan a fused plan
   * @param settings how it runs; the parallelism is that on each member, the memory the same share
   *     of each member's heap as it is of this process's
   * @param snapshots how it takes snapshots; null if it takes none
   * @param jars the job's classes, as far as members do not have them
   * @throws IllegalArgumentException if the plan holds what runs on a single member only, or cannot
   *     be serialised
   */
  public ClusterJob submit(
      Plan plan, JobSettings settings, @Nullable SnapshotSettings snapshots, List<Path> jars) {
    check(plan);
    JobSpec spec =
        new JobSpec(
            UUID.randomUUID().toString(),
            plan.name(),
            settings,
            (double) settings.memoryBytes() / Runtime.getRuntime().maxMemory(),
            Headcount.of(plan, settings),
            Headcount.ofStages(plan, settings.parallelism()),
            snapshots);
    if (plan.nodes().isEmpty()) {
      return new ClusterJob(spec, client, null);
    }
    JobConfig config = JobConfigs.of(plan.name() + " (" + spec.id() + ")", snapshots);
    jars.forEach(jar -> config.addJar(jar.toFile()));
    Job job = client.getJet().newJob(new DagBuilder(spec, plan).build(), config);
    return new ClusterJob(spec, client, job);
  }

  private static void check(Plan plan) {
    for (PlanNode node : plan.nodes()) {
      if (node instanceof StageNode stage
          && stage.head() instanceof SourceNode head
          && head.source() instanceof Script) {
        throw new IllegalArgumentException(
            "'" + head.name() + "' cannot run on a cluster: a script of events needs one member");
      }
    }
  }

  /**
   * Returns the jars of this process's class path that the members do not have; folders on it must
   * be there for them as well.
   */
  public List<Path> missingJars() throws InterruptedException {
    return ClassPathJars.missingOn(client);
  }

  @Override
  public void close() {
    client.shutdown();
  }
}
