// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.examples;

import java.time.LocalDate;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.GenerateSequence;
import org.apache.beam.sdk.io.TextIO;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.options.Validation.Required;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;

/**
 * Writes the input of {@link Revenue}: made-up customers, orders and rates of exchange, the same
 * ones for the same options. Some orders name a customer that does not exist.
 */
public final class ShopData {
  private static final List<String> COUNTRIES = List.of("AT", "DE", "ES", "FR", "GB", "US");
  private static final List<String> RATES = List.of("EUR,1", "GBP,1.17", "USD,0.92");
  private static final List<String> CURRENCIES = List.of("EUR", "GBP", "USD");

  private static final LocalDate FIRST_DAY = LocalDate.of(2026, 1, 1);

  private ShopData() {}

  /** Options of the example. */
  public interface Options extends PipelineOptions {
    /** Returns the folder to write to. */
    @Description("Folder in which to write customers*.csv, orders*.csv and rates*.csv.")
    @Required
    String getOutput();

    /** Sets {@link #getOutput}. */
    void setOutput(String output);

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

  /** Runs the example. */
  public static void main(String[] args) {
    Options options = PipelineOptionsFactory.fromArgs(args).withValidation().as(Options.class);
    if (options.getCustomers() < 1 || options.getOrders() < 0) {
      throw new IllegalArgumentException(
          "--customers must be at least 1 and --orders not negative: "
              + options.getCustomers()
              + ", "
              + options.getOrders());
    }
    Pipeline pipeline = Pipeline.create(options);
    pipeline
        .apply("CustomerNumbers", GenerateSequence.from(0).to(options.getCustomers()))
        .apply("Customers", ParDo.of(new MakeCustomer()))
        .apply("WriteCustomers", write(options, "customers"));
    pipeline
        .apply("OrderNumbers", GenerateSequence.from(0).to(options.getOrders()))
        .apply("Orders", ParDo.of(new MakeOrder(options.getSeed(), options.getCustomers())))
        .apply("WriteOrders", write(options, "orders"));
    pipeline.apply("Rates", Create.of(RATES)).apply("WriteRates", write(options, "rates"));
    pipeline.run().waitUntilFinish();
  }

  private static TextIO.Write write(Options options, String name) {
    return TextIO.write().to(options.getOutput() + "/" + name).withSuffix(".csv");
  }

  /** Numbers to lines of customers. */
  static final class MakeCustomer extends DoFn<Long, String> {
    private static final long serialVersionUID = 1L;

    /** Emits a customer. */
    @ProcessElement
    public void process(@Element Long number, OutputReceiver<String> customers) {
      String country = COUNTRIES.get((int) (number % COUNTRIES.size()));
      customers.output("c%d,Customer %d,%s".formatted(number, number, country));
    }
  }

  /** Numbers to lines of orders. */
  static final class MakeOrder extends DoFn<Long, String> {
    private static final long serialVersionUID = 1L;
    private static final int UNKNOWN_ONE_IN = 100;
    private static final int MAX_CENTS = 50_000;
    private static final int DAYS = 90;

    private final long seed;
    private final int customers;

    MakeOrder(long seed, int customers) {
      this.seed = seed;
      this.customers = customers;
    }

    /** Emits an order that depends on its number and the seed. */
    @ProcessElement
    public void process(@Element Long number, OutputReceiver<String> orders) {
      SplittableRandom random = new SplittableRandom(seed * 31 + number);
      String customer =
          random.nextInt(UNKNOWN_ONE_IN) == 0 ? "gone" : "c" + random.nextInt(customers);
      String currency = CURRENCIES.get(random.nextInt(CURRENCIES.size()));
      int cents = 1 + random.nextInt(MAX_CENTS);
      LocalDate day = FIRST_DAY.plusDays(random.nextInt(DAYS));
      orders.output("o%d,%s,%s,%d,%s".formatted(number, customer, currency, cents, day));
    }
  }
}
