// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.kafka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import kafka.Kafka;
import kafka.tools.StorageTool;

/**
 * A broker that is its own controller. Arguments: the file of its configuration, its log directory
 * and the id of its cluster. It ends when its standard input does, that is with who started it.
 */
final class BrokerMain {
  private BrokerMain() {}

  /** Formats the log directory if it is new, and runs the broker. */
  public static void main(String[] args) {
    Thread watch = new Thread(BrokerMain::haltAtEndOfInput, "end-of-input");
    watch.setDaemon(true);
    watch.start();
    if (!Files.exists(Path.of(args[1], "meta.properties"))) {
      String[] format = {"format", "--config", args[0], "--cluster-id", args[2]};
      if (StorageTool.execute(format, System.out) != 0) {
        throw new IllegalStateException("the log directory " + args[1] + " cannot be formatted");
      }
    }
    Kafka.main(new String[] {args[0]});
  }

  private static void haltAtEndOfInput() {
    try {
      while (System.in.read() >= 0) {
        // Nobody says anything.
      }
    } catch (IOException e) {
      // As good as the end.
    }
    Runtime.getRuntime().halt(1);
  }
}
