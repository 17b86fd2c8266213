// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.cluster;

import java.util.List;

/**
 * How a member takes part in a cluster.
 *
 * @param clusterName only members and clients of the same name talk to each other
 * @param bindAddress the address of this machine under which others reach the member
 * @param port the port on which it listens, 0 for any that is free
 * @param join members of the cluster as {@code host:port}, one of which must be up unless this is
 *     the first
 * @param backups on how many other members there is a copy of what the cluster keeps
 */
public record MemberSettings(
    String clusterName, String bindAddress, int port, List<String> join, int backups) {
  /** The name of a cluster that has no other. */
  public static final String DEFAULT_NAME = "pathway";

  /** The port of a member that has no other. */
  public static final int DEFAULT_PORT = 5701;

  /** The address of a member that others on the same machine can reach, and nobody else. */
  public static final String LOOPBACK = "127.0.0.1";

  private static final int MAX_BACKUPS = 6;
  private static final int MAX_PORT = 65_535;

  /** Copies the list, and checks the ranges. */
  public MemberSettings {
    join = List.copyOf(join);
    require(!clusterName.isBlank(), "the cluster's name must not be empty");
    require(!bindAddress.isBlank(), "the address to bind to must not be empty");
    require(port >= 0 && port <= MAX_PORT, "the port must be from 0 to 65535: " + port);
    require(backups >= 0 && backups <= MAX_BACKUPS, "there can be 0 to 6 backups, not " + backups);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
