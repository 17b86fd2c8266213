// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.fingerprint;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pathway.beam.translation.dofn.ParDoSpec.Checks;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.SerializedLambda;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.beam.runners.core.construction.SerializablePipelineOptions;
import org.apache.beam.sdk.io.FileBasedSource;
import org.apache.beam.sdk.options.ValueProvider;
import org.apache.beam.sdk.options.ValueProvider.RuntimeValueProvider;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * Writes objects in a form that is the same for what is configured the same, in each process: the
 * serialised form without what is drawn by lot or counted up when a pipeline is made, and without
 * what depends on the version of a class rather than on the object. Notes the classes and lambdas
 * whose code the objects run.
 */
final class CanonicalStream extends ObjectOutputStream {
  /** Ids that are made for objects: UUIDs, and the names of tags without one of their own. */
  private static final Pattern MADE =
      Pattern.compile(
          "[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}|[^\\s#:]+:-?\\d+#[0-9a-f]{1,16}");

  /** What {@code Map.of}, {@code Set.of} and {@code List.of} are written as. */
  private static final String IMMUTABLE = "java.util.CollSer";

  private static final Set<Class<?>> UNORDERED_MAPS =
      Set.of(HashMap.class, ConcurrentHashMap.class, Hashtable.class);

  private final Roots roots;
  private final Map<String, Integer> made = new HashMap<>();
  private final Map<String, String> parts = new HashMap<>();

  private boolean started;

  /** What says which files are read, if the object is a source of files. */
  private @Nullable ValueProvider<String> files;

  /** Objects that are being written, for they may hold themselves. */
  private final Set<Object> open;

  private CanonicalStream(OutputStream out, Roots roots, Set<Object> open) throws IOException {
    super(out);
    this.roots = roots;
    this.open = open;
    enableReplaceObject(true);
  }

  /**
   * Returns the canonical form of an object.
   *
   * @throws IOException if it is not serialisable
   */
  static byte[] of(@Nullable Object object, Roots roots) throws IOException {
    return of(object, roots, Collections.newSetFromMap(new IdentityHashMap<>()));
  }

  private static byte[] of(@Nullable Object object, Roots roots, Set<Object> open)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (CanonicalStream out = new CanonicalStream(bytes, roots, open)) {
      out.writeObject(object);
    }
    return bytes.toByteArray();
  }

  @Override
  protected void writeClassDescriptor(ObjectStreamClass description) throws IOException {
    byte[] name = CodeText.stable(description.getName()).getBytes(UTF_8);
    writeInt(name.length);
    write(name);
  }

  @Override
  protected void annotateClass(Class<?> type) {
    roots.add(type);
  }

  @Override
  protected void annotateProxyClass(Class<?> type) {
    for (Class<?> each : type.getInterfaces()) {
      roots.add(each);
    }
  }

  @Override
  protected @Nullable Object replaceObject(@Nullable Object object) throws IOException {
    boolean whole = !started;
    started = true;
    Object form = form(object);
    return whole || form == null || isUnique(form) ? form : part(object, form);
  }

  /** Returns what is written in place of an object: without what is no configuration. */
  private @Nullable Object form(@Nullable Object object) throws IOException {
    if (object instanceof String text) {
      return withoutMade(text);
    }
    if (object instanceof UUID id) {
      return withoutMade(id.toString());
    }
    if (object instanceof SerializedLambda lambda) {
      return lambda(lambda);
    }
    if (object != null && object == files) {
      // Which files a source reads is input.
      return null;
    }
    if (object instanceof SerializablePipelineOptions || object instanceof Checks) {
      // Of no effect on what comes out, as far as it is known.
      return null;
    }
    if (object instanceof RuntimeValueProvider<?> provider) {
      return new Object[] {
        provider.propertyName(), provider.isAccessible() ? provider.get() : provider.toString()
      };
    }
    if (object instanceof Schema schema) {
      // It also holds an id, and a hash that is another one in each process.
      return new Object[] {new ArrayList<>(schema.getFields()), schema.getOptions()};
    }
    if (object instanceof TypeDescriptor<?> type) {
      return CodeText.stable(type.toString());
    }
    if (object instanceof FileBasedSource<?> source) {
      files = source.getFileOrPatternSpecProvider();
    }
    return collection(object);
  }

  /** Returns whether there is only one object in the process that is equal to the given one. */
  private static boolean isUnique(Object object) {
    return object instanceof Enum<?>;
  }

  /**
   * Returns a text for an object within this one: what it says, or the digest of its own canonical
   * form. Always the same text for the same form: the stream mentions what it has written before by
   * a number, but whether an object is used twice, or two that are alike, is no configuration, and
   * depends on who has copied them before.
   */
  private Object part(@Nullable Object object, Object form) throws IOException {
    String text = form instanceof String said ? "=" + said : digest(object, form);
    return parts.computeIfAbsent(text, each -> each);
  }

  private String digest(@Nullable Object object, Object form) throws IOException {
    if (object == null || !open.add(object)) {
      return "itself";
    }
    String digest = new Digest().add(of(form, roots, open)).hex();
    open.remove(object);
    return digest;
  }

  private String withoutMade(String text) {
    Matcher matcher = MADE.matcher(text);
    StringBuilder result = new StringBuilder();
    while (matcher.find()) {
      int number = made.computeIfAbsent(matcher.group(), id -> made.size());
      matcher.appendReplacement(result, "made " + number);
    }
    return matcher.appendTail(result).toString();
  }

  /** Returns a lambda as the method that it calls, and what it holds. */
  private Object lambda(SerializedLambda lambda) {
    String owner = lambda.getImplClass();
    CodePart method =
        CodePart.ofMethod(owner, lambda.getImplMethodName(), lambda.getImplMethodSignature());
    roots.add(method);
    if (lambda.getImplMethodKind() != MethodHandleInfo.REF_invokeStatic) {
      roots.add(CodePart.ofClass(owner));
    }
    List<@Nullable Object> form = new ArrayList<>();
    form.add(lambda.getFunctionalInterfaceClass());
    form.add(lambda.getImplMethodKind());
    form.add(CodeText.stable(owner));
    form.add(CodeText.stable(lambda.getImplMethodName()));
    form.add(CodeText.stable(lambda.getImplMethodSignature()));
    for (int i = 0; i < lambda.getCapturedArgCount(); i++) {
      form.add(lambda.getCapturedArg(i));
    }
    return form.toArray();
  }

  /** Returns what a collection of the JDK holds, in a certain order; anything else as it is. */
  private @Nullable Object collection(@Nullable Object object) throws IOException {
    if (object == null) {
      return null;
    }
    Class<?> type = object.getClass();
    if (type.getName().equals(IMMUTABLE)) {
      Object collection = copied(object);
      return collection instanceof List<?> list
          ? list.toArray()
          : collection instanceof Map<?, ?> map
              ? sorted(object, map.entrySet())
              : sorted(object, (Set<?>) collection);
    }
    if (UNORDERED_MAPS.contains(type)) {
      return sorted(object, ((Map<?, ?>) object).entrySet());
    }
    if (type == LinkedHashMap.class) {
      // The serialised form also tells for how many entries there is room.
      return ((Map<?, ?>) object).entrySet().stream().map(CanonicalStream::pair).toArray();
    }
    if (type == LinkedHashSet.class) {
      return ((Set<?>) object).toArray();
    }
    return type == HashSet.class ? sorted(object, (Set<?>) object) : object;
  }

  private static @Nullable Object[] pair(Map.Entry<?, ?> entry) {
    return new @Nullable Object[] {entry.getKey(), entry.getValue()};
  }

  private byte[][] sorted(Object collection, Set<?> elements) throws IOException {
    if (!open.add(collection)) {
      return new byte[0][];
    }
    List<byte[]> forms = new ArrayList<>();
    for (Object each : elements) {
      forms.add(of(each instanceof Map.Entry<?, ?> entry ? pair(entry) : each, roots, open));
    }
    open.remove(collection);
    forms.sort(Arrays::compareUnsigned);
    return forms.toArray(byte[][]::new);
  }

  /** Returns the collection for which an object of the JDK's own stands in serialised form. */
  private Object copied(Object standIn) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(standIn);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())) {
          @Override
          protected Class<?> resolveClass(ObjectStreamClass description)
              throws IOException, ClassNotFoundException {
            Class<?> type = roots.load(description.getName());
            return type == null ? super.resolveClass(description) : type;
          }
        }) {
      return in.readObject();
    } catch (ClassNotFoundException e) {
      throw (IOException) new InvalidObjectException("Cannot read back " + standIn).initCause(e);
    }
  }
}
