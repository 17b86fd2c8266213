// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.examples;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.TextIO;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.options.Validation.Required;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.join.CoGbkResult;
import org.apache.beam.sdk.transforms.join.CoGroupByKey;
import org.apache.beam.sdk.transforms.join.KeyedPCollectionTuple;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.joda.time.Instant;

/**
 * Joins orders with customers and totals each customer's orders in euros; so it does each day's,
 * and finds the best customers. Orders come in several currencies: the rates of exchange are a side
 * input. Orders of customers that do not exist leave by an output of their own.
 */
public final class Revenue {
  private static final TupleTag<Long> CENTS = new TupleTag<>("cents") {};
  private static final TupleTag<String> CUSTOMERS = new TupleTag<>("customers") {};
  private static final TupleTag<String> TOTALS = new TupleTag<>("totals") {};
  private static final TupleTag<String> UNKNOWN = new TupleTag<>("unknown") {};
  private static final TupleTag<KV<String, Long>> SPENT = new TupleTag<>("spent") {};

  private Revenue() {}

  /** Options of the example. */
  public interface Options extends PipelineOptions {
    /** Returns the folder to read from. */
    @Description(
        "Folder with customers*.csv (id,name,country), orders*.csv"
            + " (id,customer,currency,cents,day) and rates*.csv (currency,euros); the example 'shop' writes one.")
    @Required
    String getInput();

    /** Sets {@link #getInput}. */
    void setInput(String input);

    /** Returns the prefix of the files to write. */
    @Description(
        "Prefix of the files to write: lines 'id,name,country,orders,euro cents'; with -unknown the others, with"
            + " -days 'day,euro cents', with -top 'id,euro cents' of the ten best customers.")
    @Required
    String getOutput();

    /** Sets {@link #getOutput}. */
    void setOutput(String output);
  }

  /** Runs the example. */
  public static void main(String[] args) {
    Options options = PipelineOptionsFactory.fromArgs(args).withValidation().as(Options.class);
    Pipeline pipeline = Pipeline.create(options);
    String input = options.getInput();
    PCollection<KV<String, Long>> amounts =
        convert(
            pipeline.apply("ReadOrders", TextIO.read().from(input + "/orders*.csv")),
            pipeline.apply("ReadRates", TextIO.read().from(input + "/rates*.csv")));
    PCollectionTuple totals =
        join(
            pipeline.apply("ReadCustomers", TextIO.read().from(input + "/customers*.csv")),
            amounts);
    totals.get(TOTALS).apply("WriteTotals", TextIO.write().to(options.getOutput()));
    totals.get(UNKNOWN).apply("WriteUnknown", TextIO.write().to(options.getOutput() + "-unknown"));
    amounts
        .apply("Days", new DailyTotals())
        .apply("WriteDays", TextIO.write().to(options.getOutput() + "-days"));
    totals
        .get(SPENT)
        .apply("Best", new TopCustomers())
        .apply("WriteTop", TextIO.write().to(options.getOutput() + "-top"));
    pipeline.run().waitUntilFinish();
  }

  /** Returns what was ordered in euro cents, by customer and at the beginning of the day. */
  static PCollection<KV<String, Long>> convert(
      PCollection<String> orders, PCollection<String> rates) {
    PCollectionView<Map<String, String>> ratesByCurrency =
        rates.apply("ParseRates", ParDo.of(new ParseRate())).apply("Rates", View.asMap());
    return orders.apply(
        "Convert", ParDo.of(new ConvertOrder(ratesByCurrency)).withSideInputs(ratesByCurrency));
  }

  /**
   * Returns the lines of customers with orders, under {@link #totals}, and those of the others,
   * under {@link #unknown}.
   */
  static PCollectionTuple join(
      PCollection<String> customers, PCollection<KV<String, Long>> amounts) {
    return KeyedPCollectionTuple.of(
            CUSTOMERS, customers.apply("ParseCustomers", ParDo.of(new ParseCustomer())))
        .and(CENTS, amounts)
        .apply("Join", CoGroupByKey.create())
        .apply(
            "Total",
            ParDo.of(new Total()).withOutputTags(TOTALS, TupleTagList.of(UNKNOWN).and(SPENT)));
  }

  /** Returns the tag of the lines of customers with orders. */
  static TupleTag<String> totals() {
    return TOTALS;
  }

  /** Returns the tag of the lines of orders without a customer. */
  static TupleTag<String> unknown() {
    return UNKNOWN;
  }

  private static String[] fields(String line, String form, int count) {
    String[] fields = line.split(",", -1);
    if (fields.length != count) {
      throw new IllegalArgumentException("Not a line of the form '" + form + "': '" + line + "'");
    }
    return fields;
  }

  /** Lines to currencies and what one unit is in euros. */
  static final class ParseRate extends DoFn<String, KV<String, String>> {
    private static final long serialVersionUID = 1L;

    /** Emits the rate of a line. */
    @ProcessElement
    public void process(@Element String line, OutputReceiver<KV<String, String>> rates) {
      String[] fields = fields(line, "currency,euros", 2);
      rates.output(KV.of(fields[0], fields[1]));
    }
  }

  /** Lines to ids of customers and their names and countries. */
  static final class ParseCustomer extends DoFn<String, KV<String, String>> {
    private static final long serialVersionUID = 1L;

    /** Emits the customer of a line. */
    @ProcessElement
    public void process(@Element String line, OutputReceiver<KV<String, String>> customers) {
      String[] fields = fields(line, "id,name,country", 3);
      customers.output(KV.of(fields[0], fields[1] + "," + fields[2]));
    }
  }

  /** Lines of orders to ids of customers and euro cents. */
  static final class ConvertOrder extends DoFn<String, KV<String, Long>> {
    private static final long serialVersionUID = 1L;

    private final PCollectionView<Map<String, String>> rates;

    ConvertOrder(PCollectionView<Map<String, String>> rates) {
      this.rates = rates;
    }

    /** Emits the amount of an order. */
    @ProcessElement
    public void process(ProcessContext context) {
      String[] fields = fields(context.element(), "id,customer,currency,cents,day", 5);
      String rate = context.sideInput(rates).get(fields[2]);
      if (rate == null) {
        throw new IllegalArgumentException(
            "No rate for '" + fields[2] + "', in which the order '" + fields[0] + "' is");
      }
      BigDecimal cents = new BigDecimal(fields[3]).multiply(new BigDecimal(rate));
      context.outputWithTimestamp(
          KV.of(fields[1], cents.setScale(0, RoundingMode.HALF_EVEN).longValueExact()),
          Instant.parse(fields[4]));
    }
  }

  /** What was found under an id to lines. */
  static final class Total extends DoFn<KV<String, CoGbkResult>, String> {
    private static final long serialVersionUID = 1L;

    private final Counter withoutOrders = Metrics.counter(Total.class, "customersWithoutOrders");

    /** Emits the line of a customer, or of orders without one. */
    @ProcessElement
    public void process(@Element KV<String, CoGbkResult> joined, MultiOutputReceiver lines) {
      String id = joined.getKey();
      long orders = 0;
      long total = 0;
      for (long cents : joined.getValue().getAll(CENTS)) {
        orders++;
        total += cents;
      }
      String customer = joined.getValue().getOnly(CUSTOMERS, "");
      if (customer.isEmpty()) {
        lines.get(UNKNOWN).output("%s,%d,%d".formatted(id, orders, total));
      } else if (orders == 0) {
        withoutOrders.inc();
      } else {
        lines.get(TOTALS).output("%s,%s,%d,%d".formatted(id, customer, orders, total));
        lines.get(SPENT).output(KV.of(id, total));
      }
    }
  }
}
