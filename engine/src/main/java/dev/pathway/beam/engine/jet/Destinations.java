// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.jet;

import com.hazelcast.cluster.Address;
import com.hazelcast.jet.core.Processor;
import dev.pathway.beam.engine.operator.Partitions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Which worker of a stage gets the keys of a partition: mirrors how Jet gives the partitions of an
 * edge to processors, those of a member in turn. All members number workers alike: member by
 * member, in the order of their addresses.
 */
final class Destinations {
  private final Partitions partitions;
  private final boolean[] here;

  private Destinations(Partitions partitions, boolean[] here) {
    this.partitions = partitions;
    this.here = here;
  }

  /** Returns the destinations as a processor sees them. */
  static Destinations of(Processor.Context context, int parallelism) {
    Map<Address, int[]> owned = context.partitionAssignment();
    List<Address> members =
        owned.keySet().stream()
            .sorted(Comparator.comparing(Address::getHost).thenComparing(Address::getPort))
            .toList();
    Address self = context.hazelcastInstance().getCluster().getLocalMember().getAddress();
    int count = owned.values().stream().mapToInt(partitions -> partitions.length).sum();
    int[] destinationOf = new int[count];
    boolean[] here = new boolean[count];
    for (Map.Entry<Address, int[]> member : owned.entrySet()) {
      int first = members.indexOf(member.getKey()) * parallelism;
      int[] partitions = member.getValue();
      for (int i = 0; i < partitions.length; i++) {
        destinationOf[partitions[i]] = first + i % parallelism;
        here[partitions[i]] = member.getKey().equals(self);
      }
    }
    int own = members.indexOf(self) * parallelism + context.localProcessorIndex();
    return new Destinations(new Partitions(destinationOf, members.size() * parallelism, own), here);
  }

  /** Returns which worker, of all members, each partition belongs to. */
  Partitions partitions() {
    return partitions;
  }

  /** Returns for each partition whether its worker is on this member. */
  boolean[] here() {
    return here.clone();
  }
}
