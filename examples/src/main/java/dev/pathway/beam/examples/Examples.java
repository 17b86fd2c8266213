// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.examples;

import dev.pathway.beam.runner.cli.Launcher;
import dev.pathway.beam.runner.cli.UsageException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/**
 * The examples by name. Runs one of them, on PathwayRunner unless its arguments name another
 * runner.
 */
public final class Examples {
  private static final List<Example> ALL =
      List.of(
          new Example(
              "wordcount",
              "counts the words of text files",
              WordCount.Options.class,
              WordCount::main),
          new Example(
              "sessions",
              "sums up the visits of users to a site",
              ClickSessions.Options.class,
              ClickSessions::main),
          new Example(
              "join",
              "joins orders with customers, totals them in euros, and finds the best",
              Revenue.Options.class,
              Revenue::main),
          new Example(
              "stations",
              "lowest, highest and mean temperature of stations",
              Stations.Options.class,
              Stations::main),
          new Example(
              "traffic",
              "counts requests second by second until it is stopped",
              Traffic.Options.class,
              Traffic::main),
          new Example(
              "shop",
              "writes customers, orders and rates for 'join'",
              ShopData.Options.class,
              ShopData::main));

  private Examples() {}

  /** One example. */
  private record Example(
      String name,
      String description,
      Class<? extends PipelineOptions> options,
      Launcher.Main program) {}

  /**
   * Runs an example; without arguments lists them.
   *
   * @param args the name of the example, then its own arguments
   */
  public static void main(String[] args) {
    Launcher.launch(Examples::run, args);
  }

  static void run(String[] args) throws Exception {
    if (args.length == 0 || args[0].equals("--help")) {
      System.out.println("Examples, each with --help for its options:\n" + list());
      return;
    }
    Example example = find(args[0]);
    PipelineOptionsFactory.register(example.options);
    String[] own = Arrays.copyOfRange(args, 1, args.length);
    Arrays.setAll(
        own, i -> own[i].equals("--help") ? "--help=" + example.options.getName() : own[i]);
    example.program.run(Launcher.withDefaultRunner(own));
  }

  private static Example find(String name) {
    return ALL.stream()
        .filter(example -> example.name.equals(name))
        .findFirst()
        .orElseThrow(
            () -> new UsageException("There is no example '" + name + "'. There are:\n" + list()));
  }

  private static String list() {
    return ALL.stream()
        .map(example -> "  %-10s %s".formatted(example.name, example.description))
        .collect(Collectors.joining("\n"));
  }
}
