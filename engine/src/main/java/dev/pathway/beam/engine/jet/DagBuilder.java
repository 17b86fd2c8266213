// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.jet;

import com.hazelcast.function.FunctionEx;
import com.hazelcast.jet.config.EdgeConfig;
import com.hazelcast.jet.core.DAG;
import com.hazelcast.jet.core.Edge;
import com.hazelcast.jet.core.Partitioner;
import com.hazelcast.jet.core.ProcessorMetaSupplier;
import com.hazelcast.jet.core.Vertex;
import dev.pathway.beam.engine.frame.EncodedFrame;
import dev.pathway.beam.engine.frame.Frame;
import dev.pathway.beam.engine.job.Headcount;
import dev.pathway.beam.engine.operator.EdgeSpec;
import dev.pathway.beam.engine.operator.EdgeSpec.Routing;
import dev.pathway.beam.engine.operator.InputSpec;
import dev.pathway.beam.engine.operator.StageSpec;
import dev.pathway.beam.engine.plan.CollectionSpec;
import dev.pathway.beam.engine.plan.CombineNode;
import dev.pathway.beam.engine.plan.DiffNode;
import dev.pathway.beam.engine.plan.ExchangeNode;
import dev.pathway.beam.engine.plan.GroupNode;
import dev.pathway.beam.engine.plan.JoinNode;
import dev.pathway.beam.engine.plan.MemoNode;
import dev.pathway.beam.engine.plan.Plan;
import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.engine.plan.SinkNode;
import dev.pathway.beam.engine.plan.SourceNode;
import dev.pathway.beam.engine.plan.StageNode;
import dev.pathway.beam.engine.plan.ViewNode;
import dev.pathway.beam.engine.plan.WholeNode;
import dev.pathway.beam.engine.spi.KeyModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Builds the DAG of a fused plan: a vertex for each stage, an edge for each collection and
 * consumer.
 */
public final class DagBuilder {
  private static final int QUEUED_FRAMES = 32;
  private static final int MIN_QUEUED_FRAMES = 2;

  private final String jobId;
  private final @Nullable JobSpec cluster;
  private final Plan plan;
  private final int parallelism;
  private final DAG dag = new DAG();
  private final Map<String, Vertex> vertices = new HashMap<>();
  private final Map<String, Integer> inboundEdges = new HashMap<>();

  /**
   * Creates a builder.
   *
   * @param jobId the id under which members find the {@link dev.pathway.beam.engine.job.Job}
   * @param plan a plan of stages only
   * @param parallelism workers of each stage on each member
   */
  public DagBuilder(String jobId, Plan plan, int parallelism) {
    this(jobId, plan, parallelism, null);
  }

  /** Creates a builder of a job for a cluster. */
  public DagBuilder(JobSpec job, Plan plan) {
    this(job.id(), plan, job.settings().parallelism(), job);
  }

  private DagBuilder(String jobId, Plan plan, int parallelism, @Nullable JobSpec cluster) {
    this.jobId = jobId;
    this.cluster = cluster;
    this.plan = plan;
    this.parallelism = parallelism;
  }

  /** Builds the DAG. */
  public DAG build() {
    Ancestors ancestors = new Ancestors(plan);
    Map<StageNode, List<Connection>> connections = new LinkedHashMap<>();
    for (PlanNode node : plan.nodes()) {
      StageNode stage = StageNode.of(node);
      connections.put(stage, connections(stage));
    }
    Map<String, List<InputSpec>> inputs = inputs(connections);
    connections.forEach(
        (stage, outgoing) -> {
          SerializedStage spec =
              SerializedStage.of(
                  spec(
                      stage,
                      outgoing,
                      ancestors.holdsInput(stage),
                      inputs.getOrDefault(stage.id(), List.of())));
          Vertex vertex = dag.newVertex(vertexName(stage), supplier(spec));
          vertex.localParallelism(Headcount.of(stage, parallelism));
          vertices.put(stage.id(), vertex);
        });
    connections.forEach(
        (stage, outgoing) -> outgoing.forEach(connection -> connect(stage, connection)));
    return dag;
  }

  private ProcessorMetaSupplier supplier(SerializedStage stage) {
    return cluster == null
        ? ProcessorMetaSupplier.of(new StageSupplier(jobId, stage, null, 0))
        : new StageMetaSupplier(cluster, stage, vertices.isEmpty());
  }

  /** Returns what comes to each stage from other members, in the order of its edges. */
  private Map<String, List<InputSpec>> inputs(Map<StageNode, List<Connection>> connections) {
    Map<String, List<InputSpec>> inputs = new HashMap<>();
    if (cluster != null) {
      for (List<Connection> outgoing : connections.values()) {
        for (Connection connection : outgoing) {
          inputs
              .computeIfAbsent(connection.consumer().id(), id -> new ArrayList<>())
              .add(
                  new InputSpec(
                      plan.collection(connection.collection()), connection.edge().keys()));
        }
      }
    }
    return inputs;
  }

  private static String vertexName(StageNode stage) {
    return stage.id() + " " + stage.name();
  }

  /** An edge to be. */
  private record Connection(String collection, StageNode consumer, EdgeSpec edge) {}

  private List<Connection> connections(StageNode stage) {
    List<Connection> all = new ArrayList<>();
    for (String collection : stage.outputs()) {
      for (PlanNode node : plan.nodes()) {
        for (String input : node.inputs()) {
          if (input.equals(collection)) {
            StageNode consumer = StageNode.of(node);
            all.add(new Connection(collection, consumer, edge(all.size(), consumer.head())));
          }
        }
      }
    }
    return all;
  }

  private static EdgeSpec edge(int ordinal, @Nullable PlanNode head) {
    if (head instanceof WholeNode whole) {
      return edge(ordinal, whole.of());
    }
    if (head instanceof GroupNode group) {
      return new EdgeSpec(ordinal, Routing.KEYED, group.keys());
    }
    if (head instanceof JoinNode join) {
      return new EdgeSpec(ordinal, Routing.KEYED, join.keys());
    }
    if (head instanceof CombineNode combine) {
      return new EdgeSpec(ordinal, Routing.KEYED, combine.keys());
    }
    if (head instanceof ExchangeNode exchange) {
      KeyModel keys = exchange.keys();
      return new EdgeSpec(ordinal, keys == null ? Routing.SPREAD : Routing.KEYED, keys);
    }
    if (head instanceof DiffNode || head instanceof SinkNode || head instanceof MemoNode) {
      return new EdgeSpec(ordinal, Routing.ROWS, null);
    }
    return new EdgeSpec(ordinal, head instanceof ViewNode ? Routing.GATHER : Routing.LOCAL, null);
  }

  private StageSpec spec(
      StageNode stage, List<Connection> outgoing, boolean holdsInput, List<InputSpec> inputs) {
    Map<String, List<EdgeSpec>> edges = new LinkedHashMap<>();
    for (Connection connection : outgoing) {
      edges
          .computeIfAbsent(connection.collection(), key -> new ArrayList<>())
          .add(connection.edge());
    }
    Map<String, CollectionSpec> collections = new HashMap<>();
    PlanNode first = stage.members().get(0);
    if (!(first instanceof SourceNode) && !(first instanceof ViewNode)) {
      String inputType = first.inputType();
      collections.put(inputType, plan.collection(inputType));
    }
    if (stage.head() != null && !(stage.head() instanceof ViewNode)) {
      stage.head().outputs().forEach(id -> collections.put(id, plan.collection(id)));
    }
    edges.keySet().forEach(id -> collections.put(id, plan.collection(id)));
    if (stage.head() instanceof MemoNode) {
      stage.steps().get(0).outputs().forEach(id -> collections.put(id, plan.collection(id)));
    }
    return new StageSpec(
        stage.name(),
        stage.head(),
        stage.steps(),
        plan.rows(),
        collections,
        edges,
        holdsInput,
        stage.checks(),
        inputs);
  }

  private void connect(StageNode stage, Connection connection) {
    String consumer = connection.consumer().id();
    int inbound = inboundEdges.merge(consumer, 1, Integer::sum) - 1;
    Edge edge =
        Edge.from(vertex(stage.id()), connection.edge().ordinal())
            .to(vertex(consumer), inbound)
            .setConfig(
                new EdgeConfig()
                    .setQueueSize(Math.max(MIN_QUEUED_FRAMES, QUEUED_FRAMES / parallelism)));
    switch (connection.edge().routing()) {
      case LOCAL -> edge.isolated();
      case GATHER -> across(cluster == null ? edge.unicast() : edge.broadcast());
      case KEYED, ROWS, SPREAD -> across(edge.partitioned(FunctionEx.identity(), FRAME_PARTITION));
    }
    dag.edge(edge);
  }

  private void across(Edge edge) {
    if (cluster != null) {
      edge.distributed();
    }
  }

  private static final Partitioner<Object> FRAME_PARTITION =
      (item, count) ->
          item instanceof Frame frame ? frame.partition() : ((EncodedFrame) item).partition();

  private Vertex vertex(String id) {
    Vertex vertex = vertices.get(id);
    if (vertex == null) {
      throw new IllegalStateException("no vertex for stage " + id);
    }
    return vertex;
  }
}
