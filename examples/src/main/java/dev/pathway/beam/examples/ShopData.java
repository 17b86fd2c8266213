// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.examples;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.options.Validation.Required;

/**
 * Writes made-up customers, orders and rates of exchange, the same ones for the same options. Not a pipeline: the input
 * of one. Some orders name a customer that does not exist.
 */
public final class ShopData {
  private static final List<String> COUNTRIES = List.of("AT", "DE", "ES", "FR", "GB", "US");
  private static final List<String> RATES = List.of("EUR,1", "GBP,1.17", "USD,0.92");
  private static final int UNKNOWN_ONE_IN = 100;
  private static final int MAX_CENTS = 50_000;

  private ShopData() {}

  /** Options of the program. */
  public interface Options extends PipelineOptions {
    /** Returns the folder to write to. */
    @Description("Folder in which customers.csv, rates.csv and orders.csv are written.")
    @Required
    String getDirectory();

    /** Sets {@link #getDirectory}. */
    void setDirectory(String directory);

    /** Returns the number of customers. */
    @Description("Number of customers.")
    @Default.Integer(500)
    int getCustomers();

    /** Sets {@link #getCustomers}. */
    void setCustomers(int customers);

    /** Returns the number of orders. */
    @Description("Number of orders.")
    @Default.Long(10_000)
    long getOrders();

    /** Sets {@link #getOrders}. */
    void setOrders(long orders);

    /** Returns what the orders depend on. */
    @Description("Another seed gives other orders.")
    @Default.Long(1)
    long getSeed();

    /** Sets {@link #getSeed}. */
    void setSeed(long seed);
  }

  /** Writes the files. */
  public static void main(String[] args) throws IOException {
    Options options = PipelineOptionsFactory.fromArgs(args).withValidation().as(Options.class);
    if (options.getCustomers() < 1 || options.getOrders() < 0) {
      throw new IllegalArgumentException(
          "--customers must be at least 1 and --orders not negative: "
              + options.getCustomers()
              + ", "
              + options.getOrders());
    }
    Path directory = Files.createDirectories(Path.of(options.getDirectory()));
    Files.write(directory.resolve("rates.csv"), RATES);
    writeCustomers(directory.resolve("customers.csv"), options);
    writeOrders(directory.resolve("orders.csv"), options);
  }

  private static void writeCustomers(Path file, Options options) throws IOException {
    try (PrintWriter lines = new PrintWriter(Files.newBufferedWriter(file))) {
      for (int customer = 0; customer < options.getCustomers(); customer++) {
        lines.printf("c%d,Customer %d,%s%n", customer, customer, COUNTRIES.get(customer % COUNTRIES.size()));
      }
    }
  }

  private static void writeOrders(Path file, Options options) throws IOException {
    SplittableRandom random = new SplittableRandom(options.getSeed());
    try (PrintWriter lines = new PrintWriter(Files.newBufferedWriter(file))) {
      for (long order = 0; order < options.getOrders(); order++) {
        String customer =
            random.nextInt(UNKNOWN_ONE_IN) == 0 ? "gone" : "c" + random.nextInt(options.getCustomers());
        String rate = RATES.get(random.nextInt(RATES.size()));
        lines.printf(
            "o%d,%s,%s,%d%n",
            order, customer, rate.substring(0, rate.indexOf(',')), 1 + random.nextInt(MAX_CENTS));
      }
    }
  }
}
