// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.errors;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.Coder.Context;
import org.jspecify.annotations.Nullable;

/** Writes errors as lines of JSON. */
final class DeadLetter {
  private static final int LONGEST_TEXT = 10_000;
  private static final int MOST_FRAMES = 20;
  private static final int MOST_CAUSES = 5;
  private static final ObjectMapper JSON = new ObjectMapper();

  private DeadLetter() {}

  /**
   * Returns the line of an error, with its line break.
   *
   * @param job the job's name
   * @param transform the transform's full name
   * @param thrown what was thrown
   * @param coder the coder of the transform's elements
   */
  static byte[] line(
      Instant time,
      String job,
      String transform,
      Throwable thrown,
      ErrorPlace place,
      Coder<Object> coder) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("time", time.toString());
    fields.put("job", job);
    fields.put("transform", transform);
    fields.put("errorClass", thrown.getClass().getName());
    fields.put("message", message(thrown));
    fields.put("stackTrace", stackTrace(thrown));
    if (place instanceof ErrorPlace.OfElement of) {
      putElement(fields, of.element().getValue(), coder);
    } else if (place instanceof ErrorPlace.OfTimer of) {
      fields.put("timer", of.timer());
      fields.put("key", text(of.key()));
    }
    fields.put("timestamp", place.timestamp().toString());
    fields.put("windows", place.windows().stream().map(DeadLetter::text).toList());
    if (place instanceof ErrorPlace.OfElement of) {
      fields.put("pane", text(of.pane()));
    }
    try {
      return (JSON.writeValueAsString(fields) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("an error of '" + transform + "' is no JSON", e);
    }
  }

  private static @Nullable String message(Throwable thrown) {
    try {
      return text(thrown.getMessage());
    } catch (RuntimeException e) {
      return thrown.getClass().getName() + ", whose getMessage() failed: " + e.getClass().getName();
    }
  }

  private static void putElement(
      Map<String, @Nullable Object> fields, @Nullable Object value, Coder<Object> coder) {
    fields.put("coder", text(coder));
    try {
      fields.put("element", Base64.getEncoder().encodeToString(encoded(value, coder)));
    } catch (IOException | RuntimeException e) {
      // The element may be in error just because it is none of the coder's.
      fields.put("element", null);
      fields.put("elementError", text(e));
    }
    fields.put("elementText", text(value));
  }

  @SuppressWarnings({
    "NullAway",
    "deprecation"
  }) // null is up to the coder; the form of a whole file
  private static byte[] encoded(@Nullable Object value, Coder<Object> coder) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    coder.encode(value, bytes, Context.OUTER);
    return bytes.toByteArray();
  }

  /** Returns the first frames of an exception and of its causes. */
  private static List<String> stackTrace(Throwable thrown) {
    List<String> lines = new ArrayList<>();
    Throwable each = thrown;
    for (int causes = 0; each != null && causes <= MOST_CAUSES; causes++) {
      lines.add((causes == 0 ? "" : "Caused by: ") + text(each));
      StackTraceElement[] frames = each.getStackTrace();
      for (int i = 0; i < Math.min(MOST_FRAMES, frames.length); i++) {
        lines.add("at " + frames[i]);
      }
      if (frames.length > MOST_FRAMES) {
        lines.add("... " + (frames.length - MOST_FRAMES) + " more");
      }
      each = each.getCause();
    }
    return lines;
  }

  /** Returns an object as text, as far as its class makes one and it is not too long. */
  private static @Nullable String text(@Nullable Object object) {
    if (object == null) {
      return null;
    }
    String text;
    try {
      text = String.valueOf(object.toString());
    } catch (RuntimeException e) {
      text = object.getClass().getName() + ", whose toString() failed: " + e.getClass().getName();
    }
    return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "...";
  }
}
