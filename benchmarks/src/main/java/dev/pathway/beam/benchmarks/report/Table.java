// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.report;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A table of text, for a console and for Markdown.
 *
 * @param title what it shows
 * @param labels how many leading columns are labels, aligned left; the others hold numbers
 * @param header headings of the columns
 * @param rows cells, one per heading
 */
public record Table(String title, int labels, List<String> header, List<List<String>> rows) {

  private static final String GAP = "  ";

  /** Checks that all rows have the width of the header. */
  public Table {
    requireNonNull(title, "title");
    header = List.copyOf(header);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<String> row : rows) {
      if (row.size() != header.size()) {
        throw new IllegalArgumentException(
            "A row has %d cells, the header %d: %s".formatted(row.size(), header.size(), row));
      }
    }
  }

  /** Returns the table in columns of fixed width. */
  public String toText() {
    int[] widths = new int[header.size()];
    for (int i = 0; i < widths.length; i++) {
      int column = i;
      widths[i] =
          Math.max(
              header.get(i).length(),
              rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0));
    }
    StringBuilder text = new StringBuilder(title).append('\n');
    appendText(text, header, widths);
    rows.forEach(row -> appendText(text, row, widths));
    return text.toString();
  }

  /** Returns the table as Markdown. */
  public String toMarkdown() {
    StringBuilder text = new StringBuilder("### ").append(title).append("\n\n");
    appendMarkdown(text, header);
    List<String> rule = new ArrayList<>(Collections.nCopies(labels, "---"));
    rule.addAll(Collections.nCopies(header.size() - labels, "---:"));
    appendMarkdown(text, rule);
    rows.forEach(row -> appendMarkdown(text, row));
    return text.toString();
  }

  private void appendText(StringBuilder text, List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      String padding = " ".repeat(widths[i] - cells.get(i).length());
      line.append(i < labels ? cells.get(i) + padding : padding + cells.get(i)).append(GAP);
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }

  private static void appendMarkdown(StringBuilder text, List<String> cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }
}
