// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.revision;

import dev.pathway.beam.engine.job.Revision;
import dev.pathway.beam.engine.plan.DiffNode;
import dev.pathway.beam.engine.plan.JoinNode;
import dev.pathway.beam.engine.plan.MemoNode;
import dev.pathway.beam.engine.plan.Plan;
import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.engine.plan.SinkNode;
import dev.pathway.beam.engine.plan.SourceNode;
import dev.pathway.beam.engine.plan.ViewNode;
import dev.pathway.beam.engine.plan.WholeNode;
import dev.pathway.beam.translation.spi.Publishing;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Has the epoch of a plan use what was kept for the nodes that it shares with the plan before, and
 * compute the others anew.
 */
public final class Reviser {
  /*
   * A collection is either told by its changes, as in any epoch, or whole: all its rows come as insertions. What is read
   * is whole. A node that is not known, or is not what it was, keeps under a new name, under which there is nothing yet,
   * and needs its input whole; and so does whoever is behind it. Where such a node reads a collection that is told by its
   * changes, it reads a whole one in its place: of what its maker keeps and what changes of that, through copies of the
   * linear steps between them. So nothing that is computed anew has to be taken back in the same epoch, and each row
   * takes the way that it will take in later ones, so that hashes of what it comes to are kept. A maker that cannot tell
   * all its rows is computed anew itself.
   *
   * Sinks end this: they keep the rows that they were given, and from whole input take these away.
   */
  private final Plan plan;
  private final KnownPlan before;
  private final long epoch;

  /** Nodes that are to be computed anew although they are known. */
  private final Set<String> forced;

  /** Why some of them are, by their ids. */
  private final Map<String, String> asked;

  /** Why nodes of the plan that is made are computed anew, by their ids. */
  private final Map<String, String> anew = new LinkedHashMap<>();

  private final Map<String, KnownNode> now;
  private final Set<String> whole = new HashSet<>();

  private final ReadCollections read = new ReadCollections();

  /** Collections behind sinks, whose rows are those that the sinks let through. */
  private final Set<String> acting = new HashSet<>();

  /** Collections that other code than before has made, or a source that reads in another way. */
  private final Set<String> madeOtherwise = new HashSet<>();

  private final List<PlanNode> nodes = new ArrayList<>();
  private final Wholes wholes;
  private final Map<String, KnownNode> known = new LinkedHashMap<>();
  private final Set<String> wholeSinks = new HashSet<>();
  private final Set<String> anewSinks = new HashSet<>();
  private final Set<String> views = new HashSet<>();
  private final Set<String> keepers = new HashSet<>();
  private final Set<String> publishers = new HashSet<>();

  private Reviser(
      Plan plan,
      KnownPlan before,
      KnownPlan now,
      long epoch,
      Map<String, String> asked,
      Set<String> forced) {
    this.plan = plan;
    this.before = before;
    this.epoch = epoch;
    this.asked = asked;
    this.forced = forced;
    this.now = now.nodes();
    wholes = new Wholes(plan, nodes::add);
  }

  /**
   * Returns a plan as it is to be run.
   *
   * @param plan a plan that is not fused yet
   * @param before what is remembered of the plan before; nothing for the first one
   * @param now what is to be known of the plan
   * @param epoch the number of the epoch
   * @param asked why some nodes are computed anew whatever they were, by their ids
   * @throws IllegalArgumentException if a sink cannot be told what is gone from what it was given
   */
  public static RevisedPlan revise(
      Plan plan, KnownPlan before, KnownPlan now, long epoch, Map<String, String> asked) {
    Set<String> forced = new HashSet<>(asked.keySet());
    while (true) {
      int size = forced.size();
      Reviser attempt = new Reviser(plan, before, now, epoch, asked, forced);
      plan.nodes().forEach(attempt::add);
      // In the next attempt what they put out is whole.
      forced.addAll(attempt.wholes.untold());
      if (forced.size() == size) {
        return attempt.revised();
      }
    }
  }

  private RevisedPlan revised() {
    return new RevisedPlan(
        plan.with(nodes, wholes.added()),
        new Revision(wholeSinks, anewSinks, views, keepers),
        publishers,
        new KnownPlan(known),
        wholes.originals(),
        Map.copyOf(anew));
  }

  private void add(PlanNode node) {
    noteMaker(node);
    if (node.inputs().stream().anyMatch(acting::contains)) {
      acting.addAll(node.outputs());
      put(node, node, 0);
    } else if (node instanceof SourceNode) {
      whole.addAll(node.outputs());
      read.add(node);
      put(node, node, 0);
    } else if (node instanceof DiffNode) {
      boolean anew =
          isOther(node)
              || forced.contains(node.id())
              || node.inputs().stream().anyMatch(madeOtherwise::contains);
      addKeeper(node, anew, node.inputs());
    } else if (node instanceof SinkNode sink) {
      addSink(sink);
    } else {
      boolean anew =
          isOther(node)
              || forced.contains(node.id())
              || node.inputs().stream().anyMatch(whole::contains);
      if (anew && PlanParts.publishes(node)) {
        // What is published is told once for each group.
        node.inputs().forEach(this::force);
      }
      List<String> inputs = anew ? whole(node.inputs()) : node.inputs();
      if (isKeeper(node)) {
        addKeeper(node, anew, inputs);
      } else {
        addLinear(node, anew, inputs);
      }
    }
  }

  private void noteMaker(PlanNode node) {
    KnownNode known = before.nodes().get(node.id());
    if (known == null
        || !now(node).runsCodeOf(known)
        || (node instanceof SourceNode && !now(node).isConfiguredLike(known))
        || node.inputs().stream().anyMatch(madeOtherwise::contains)) {
      madeOtherwise.addAll(node.outputs());
    }
  }

  private KnownNode now(PlanNode node) {
    KnownNode known = now.get(node.id());
    if (known == null) {
      throw new IllegalStateException("'" + node.name() + "' has no fingerprint");
    }
    return known;
  }

  /** Returns whether a node keeps something, under an id that says since when. */
  static boolean isKeeper(PlanNode node) {
    return WholeNode.knows(node)
        || node instanceof JoinNode
        || node instanceof MemoNode
        || node instanceof ViewNode;
  }

  /** Returns whether a node, or the step whose outputs it remembers, is not what it was. */
  private boolean isOther(PlanNode node) {
    KnownNode known = before.nodes().get(node.id());
    return known == null
        || !known.fingerprint().equals(now(node).fingerprint())
        || !known.readsLike(now(node))
        || (node instanceof MemoNode memo
            && plan.consumers(memo.output()).stream().anyMatch(this::isOther));
  }

  private void addLinear(PlanNode node, boolean anew, List<String> inputs) {
    Publishing publishing = PlanParts.publishing(node);
    KnownNode past = before.nodes().get(node.id());
    long since = past == null ? 0 : past.since();
    if (anew) {
      whole.addAll(node.outputs());
      if (read.reach(node)) {
        read.add(node);
      } else {
        since = epoch;
        noteAnew(node, node.id());
      }
    } else if (publishing != null) {
      publishers.add(publishing.publisher());
    }
    // What is put out may be kept under its id, to check what is taken back.
    keepers.add(node.id());
    put(node, node.withInputs(inputs), since);
  }

  private void addKeeper(PlanNode node, boolean anew, List<String> inputs) {
    KnownNode known = before.nodes().get(node.id());
    long since = anew || known == null ? epoch : known.since();
    if (anew && node instanceof ViewNode view) {
      views.add(view.view());
    } else if (anew) {
      whole.addAll(node.outputs());
    }
    PlanNode renamed = Renaming.of(node.withInputs(inputs), since);
    if (anew) {
      noteAnew(node, renamed.id());
    }
    put(node, renamed, since);
  }

  private void noteAnew(PlanNode node, String id) {
    KnownNode known = before.nodes().get(node.id());
    String difference = known == null ? "it was not there before" : now(node).differenceFrom(known);
    if (before.nodes().isEmpty()) {
      anew.put(id, "first run");
    } else if (difference != null) {
      anew.put(id, difference);
    } else {
      anew.put(id, asked.getOrDefault(node.id(), "what it reads is computed anew"));
    }
  }

  private void addSink(SinkNode node) {
    acting.add(node.output());
    KnownNode current = now(node);
    KnownNode past = before.nodes().get(node.id());
    if (past != null && !past.fingerprint().equals(current.fingerprint())) {
      // Of a sink itself it tells how its rows are encoded.
      refuseUnlessIgnored(node);
      past = null;
    }
    long since = past == null ? epoch : past.since();
    PlanNode renamed = Renaming.of(node, since);
    List<String> inputs = node.inputs();
    if (past == null
        || !past.inputs().equals(current.inputs())
        || inputs.stream().anyMatch(whole::contains)) {
      inputs = whole(inputs);
      wholeSinks.add(renamed.id());
    }
    if (past != null && (!past.views().equals(current.views()) || actsDifferently(node))) {
      anewSinks.add(renamed.id());
      noteAnew(node, renamed.id());
    }
    put(node, renamed.withInputs(inputs), since);
  }

  private static void refuseUnlessIgnored(SinkNode node) {
    if (node.deletions() != SinkNode.Deletions.IGNORE) {
      throw new IllegalArgumentException(
          "what '"
              + node.name()
              + "' was given is encoded in another way, or with other code, than what it is to be given"
              + " now, so that it cannot be told what is gone: use "
              + (node.deletions() == SinkNode.Deletions.FAIL ? "--onDeletion=IGNORE or " : "")
              + "a new --stateDir, and it is given all again");
    }
  }

  /** Returns whether one of the steps behind a node is not what it was. */
  private boolean actsDifferently(PlanNode node) {
    return node.outputs().stream()
        .flatMap(output -> plan.consumers(output).stream())
        .anyMatch(consumer -> isOther(consumer) || actsDifferently(consumer));
  }

  private void put(PlanNode node, PlanNode rewritten, long since) {
    nodes.add(rewritten);
    wholes.add(rewritten);
    known.put(node.id(), now(node).since(since));
    if (since > 0) {
      keepers.add(rewritten.id());
    }
  }

  /** Returns collections with all rows, as insertions, of the given ones. */
  private List<String> whole(List<String> collections) {
    List<String> all = new ArrayList<>();
    for (String each : collections) {
      String told = whole.contains(each) ? each : wholes.of(each);
      // Where it cannot be told, there is another attempt.
      all.add(told == null ? each : told);
    }
    return all;
  }

  /** Has those computed anew in the next attempt whose rows a collection is made of. */
  private void force(String collection) {
    PlanNode maker = wholes.maker(collection);
    if (maker == null || whole.contains(collection)) {
      return;
    }
    if (isKeeper(maker)) {
      forced.add(Renaming.original(maker.id()));
    } else {
      maker.inputs().forEach(this::force);
    }
  }
}
