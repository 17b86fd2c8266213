// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.fingerprint;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pathway.beam.translation.compat.ViewInternals;
import dev.pathway.beam.translation.dofn.ParDoSpec.Checks;
import dev.pathway.beam.translation.options.ChangeDetection;
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
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.beam.runners.core.construction.SerializablePipelineOptions;
import org.apache.beam.sdk.io.FileBasedSource;
import org.apache.beam.sdk.options.ValueProvider;
import org.apache.beam.sdk.options.ValueProvider.RuntimeValueProvider;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * Writes objects in a form that is the same for what is configured the same, in each process: the
 * serialised form without what is drawn by lot or counted up when a pipeline is made, and without
 * what depends on the version of a class rather than on the object. Notes the classes and lambdas
 * whose code the objects run.
 */
final class CanonicalStream extends ObjectOutputStream {
  /** What {@code Map.of}, {@code Set.of} and {@code List.of} are written as. */
  private static final String IMMUTABLE = "java.util.CollSer";

  private static final Set<Class<?>> UNORDERED_MAPS =
      Set.of(HashMap.class, ConcurrentHashMap.class, Hashtable.class);

  private final Roots roots;
  private final KnownParts known;
  private final Map<String, String> texts = new HashMap<>();

  private boolean started;

  /** What says which files are read, if the object is a source of files. */
  private @Nullable ValueProvider<String> files;

  /** Ids that Beam has made for the object that is written. */
  private Set<Object> made = Set.of();

  private CanonicalStream(OutputStream out, Roots roots, KnownParts known) throws IOException {
    super(out);
    this.roots = roots;
    this.known = known;
    enableReplaceObject(true);
  }

  /**
   * Returns the canonical form of an object.
   *
   * @throws IOException if it is not serialisable
   */
  static byte[] of(@Nullable Object object, Roots roots) throws IOException {
    return of(object, roots, new KnownParts());
  }

  private static byte[] of(@Nullable Object object, Roots roots, KnownParts known)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (CanonicalStream out = new CanonicalStream(bytes, roots, known)) {
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
    if (object == null) {
      return null;
    }
    if (started) {
      return texts.computeIfAbsent(text(object, known), each -> each);
    }
    started = true;
    made = MadeIds.of(object);
    return form(object);
  }

  private boolean isNoConfiguration(Object object) {
    // Which files a source reads, and how it finds what changed, is input. Options are of no effect
    // on what comes out, as far as it is known. Checks are of none either, unless elements are in
    // error: then the user says when others than before are to be dropped, by --fullRecompute.
    return object == files
        || object instanceof SerializablePipelineOptions
        || object instanceof ChangeDetection
        || object instanceof Checks;
  }

  /**
   * Returns a text for an object within the one that is written: what it says, or the digest of its
   * own canonical form. Always the same text for the same form: the stream mentions what it has
   * written before by a number, but whether an object is used twice, or two that are alike, is no
   * configuration, and depends on who has copied them before.
   */
  private String text(@Nullable Object object, KnownParts parts) throws IOException {
    if (object == null || isNoConfiguration(object)) {
      return "nothing";
    }
    if (made.contains(object)) {
      return "made " + parts.number(object.toString());
    }
    if (object instanceof String said) {
      return "=" + MadeIds.numbered(said, parts::number);
    }
    String digest =
        parts.digest(
            object, standIn(object), () -> new Digest().add(of(object, roots, parts)).hex());
    return digest == null ? "itself" : digest;
  }

  /** Returns what tells objects apart that are made anew whenever they are written, else null. */
  private static @Nullable String standIn(Object object) throws IOException {
    return object instanceof SerializedLambda || isImmutable(object)
        ? new Digest().add(plain(object)).hex()
        : null;
  }

  /** Returns what is written in place of the object: without what is no configuration. */
  private Object form(Object object) throws IOException {
    if (object instanceof SerializedLambda lambda) {
      return lambda(lambda);
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
  private Object collection(Object object) throws IOException {
    Class<?> type = object.getClass();
    if (isImmutable(object)) {
      Object collection = copied(object);
      return collection instanceof List<?> list
          ? list.toArray()
          : collection instanceof Map<?, ?> map
              ? sorted(map.entrySet())
              : sorted((Set<?>) collection);
    }
    if (UNORDERED_MAPS.contains(type)) {
      return sorted(((Map<?, ?>) object).entrySet());
    }
    if (type == LinkedHashMap.class) {
      // The serialised form also tells for how many entries there is room.
      return ((Map<?, ?>) object)
          .entrySet().stream().flatMap(entry -> Stream.of(key(entry), entry.getValue())).toArray();
    }
    if (type == LinkedHashSet.class) {
      return ((Set<?>) object).toArray();
    }
    return type == HashSet.class ? sorted((Set<?>) object) : object;
  }

  private static boolean isImmutable(Object object) {
    return object.getClass().getName().equals(IMMUTABLE);
  }

  /** Returns an entry's key, nothing if it is but the id of its value. */
  private static @Nullable Object key(Map.Entry<?, ?> entry) {
    boolean isId =
        entry.getValue() instanceof PCollectionView<?> view
            && ViewInternals.tag(view).getId().equals(entry.getKey());
    return isId ? null : entry.getKey();
  }

  /** An element of an unordered collection, and what was found out about its objects. */
  private record Element(String text, KnownParts parts) {}

  private String[] sorted(Set<?> elements) throws IOException {
    List<Element> all = new ArrayList<>();
    for (Object each : elements) {
      KnownParts parts = known.fork();
      String text =
          each instanceof Map.Entry<?, ?> entry
              ? text(key(entry), parts) + " to " + text(entry.getValue(), parts)
              : text(each, parts);
      all.add(new Element(text, known.join(parts) ? known : parts));
    }
    all.sort(Comparator.comparing(Element::text));
    all.forEach(each -> known.addIds(each.parts()));
    return all.stream().map(Element::text).toArray(String[]::new);
  }

  private static byte[] plain(Object object) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    }
    return bytes.toByteArray();
  }

  /** Returns the collection for which an object of the JDK's own stands in serialised form. */
  private Object copied(Object standIn) throws IOException {
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(plain(standIn))) {
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
