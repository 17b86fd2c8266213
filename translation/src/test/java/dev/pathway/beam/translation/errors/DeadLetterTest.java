// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.errors;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.WindowedValues;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class DeadLetterTest {
  private static JsonNode read(Throwable thrown, ErrorPlace place) throws IOException {
    @SuppressWarnings("unchecked") // some tests give it what it cannot encode
    Coder<Object> coder = (Coder<Object>) (Coder<?>) StringUtf8Coder.of();
    String line =
        new String(DeadLetter.line(Instant.EPOCH, "job", "step", thrown, place, coder), UTF_8);
    assertThat(line).endsWith("}\n").containsOnlyOnce("\n");
    return new ObjectMapper().readTree(line);
  }

  private static ErrorPlace element(@Nullable Object value) {
    return new ErrorPlace.OfElement(WindowedValues.valueInGlobalWindow(value));
  }

  @Test
  void line_textWithBreaks_isOneLine() throws IOException {
    JsonNode error = read(new IOException("of two\nlines"), element("a\n\"b\" \u2028 ü"));

    assertThat(error.get("message").asText()).isEqualTo("of two\nlines");
    assertThat(error.get("elementText").asText()).isEqualTo("a\n\"b\" \u2028 ü");
    assertThat(new String(Base64.getDecoder().decode(error.get("element").asText()), UTF_8))
        .isEqualTo("a\n\"b\" \u2028 ü");
  }

  @Test
  void line_fields_inOrder() throws IOException {
    List<String> names = new ArrayList<>();
    read(new IOException("e"), element("a")).fieldNames().forEachRemaining(names::add);

    assertThat(names)
        .containsExactly(
            "time",
            "job",
            "transform",
            "errorClass",
            "message",
            "stackTrace",
            "coder",
            "element",
            "elementText",
            "timestamp",
            "windows",
            "pane");
  }

  @Test
  void line_elementThatCannotBeEncoded_saysWhy() throws IOException {
    for (Object value : new @Nullable Object[] {null, 17}) {
      JsonNode error = read(new IOException("e"), element(value));

      assertThat(error.get("element").isNull()).isTrue();
      assertThat(error.get("elementError").asText()).isNotEmpty();
    }
  }

  @Test
  void line_toStringThatThrows_namesTheClass() throws IOException {
    Object value =
        new Object() {
          @Override
          public String toString() {
            throw new IllegalStateException("no text");
          }
        };

    assertThat(read(new IOException("e"), element(value)).get("elementText").asText())
        .contains("toString() failed");
  }

  @Test
  void line_longTextAndDeepStack_areShortened() throws IOException {
    IOException thrown = new IOException("x".repeat(100_000));
    thrown.initCause(recursion(1_000));
    JsonNode error = read(thrown, element("y".repeat(100_000)));

    assertThat(error.get("message").asText()).hasSize(10_003).endsWith("...");
    assertThat(error.get("elementText").asText()).hasSize(10_003);
    assertThat(error.get("element").asText())
        .as("the element itself is whole")
        .hasSizeGreaterThan(100_000);
    assertThat(error.get("stackTrace").size()).isLessThan(50);
    assertThat(error.get("stackTrace").toString()).contains("Caused by: ").contains(" more");
  }

  private static RuntimeException recursion(int depth) {
    return depth == 0 ? new IllegalStateException("deep") : recursion(depth - 1);
  }

  @Test
  void line_timer_tellsItsKeyInsteadOfAnElement() throws IOException {
    JsonNode error =
        read(
            new IOException("e"),
            new ErrorPlace.OfTimer(
                "k", "flush", org.joda.time.Instant.ofEpochMilli(5), GlobalWindow.INSTANCE));

    assertThat(error.get("timer").asText()).isEqualTo("flush");
    assertThat(error.get("key").asText()).isEqualTo("k");
    assertThat(error.get("timestamp").asText()).isEqualTo("1970-01-01T00:00:00.005Z");
    assertThat(error.has("element")).isFalse();
  }
}
