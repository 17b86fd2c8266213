// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.compat;

import dev.pathway.beam.translation.compat.BeamReferences.Reference;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds what compiled classes need of Beam and what the Beam that a class loader sees does not
 * have: what would otherwise be a {@link LinkageError} in the middle of a job.
 */
final class Linkage {
  private static final String CLASS_FILE = ".class";

  private final ClassLoader loader;
  private final Set<String> missing = new TreeSet<>();

  Linkage(ClassLoader loader) {
    this.loader = loader;
  }

  /** Returns what was found to be missing. */
  List<String> missing() {
    return List.copyOf(missing);
  }

  /**
   * Checks the classes below a folder of the jar, or folder of classes, that holds a class.
   *
   * @param member the class
   * @param folder the folder, such as {@code dev/pathway}
   * @return this
   * @throws IOException if they cannot be read
   */
  Linkage check(Class<?> member, String folder) throws IOException {
    Path place = place(member);
    if (place == null) {
      throw new IOException("nothing is known of where " + member.getName() + " was loaded from");
    }
    if (Files.isDirectory(place)) {
      checkAll(place, folder);
    } else {
      try (FileSystem jar = FileSystems.newFileSystem(place)) {
        checkAll(jar.getPath("/"), folder);
      }
    }
    return this;
  }

  /** Returns the jar or folder that a class was loaded from, or null if it is not known. */
  static @Nullable Path place(Class<?> member) {
    CodeSource source = member.getProtectionDomain().getCodeSource();
    try {
      return source == null || source.getLocation() == null
          ? null
          : Path.of(source.getLocation().toURI());
    } catch (URISyntaxException | RuntimeException e) {
      return null;
    }
  }

  private void checkAll(Path root, String folder) throws IOException {
    List<Path> files;
    try (Stream<Path> paths = Files.walk(root.resolve(folder))) {
      files = paths.filter(path -> path.toString().endsWith(CLASS_FILE)).toList();
    }
    for (Path file : files) {
      try (InputStream in = Files.newInputStream(file)) {
        // What a jar's classes need of each other they have.
        BeamReferences.of(in).stream()
            .filter(reference -> !reference.owner().startsWith(folder))
            .forEach(this::check);
      }
      String name =
          root.relativize(file).toString().replace(file.getFileSystem().getSeparator(), ".");
      checkImplements(name.substring(0, name.length() - CLASS_FILE.length()));
    }
  }

  private void check(Reference reference) {
    try {
      Class<?> owner = load(reference.type());
      if (reference.name() != null && !has(owner, reference.name(), reference.descriptor())) {
        missing.add(reference.toString());
      }
    } catch (ClassNotFoundException e) {
      missing.add(reference.type());
    } catch (NoClassDefFoundError e) {
      // A type that the class itself needs. What is not Beam's may be optional.
      String needed = String.valueOf(e.getMessage()).replace('/', '.');
      if (needed.startsWith("org.apache.beam.")) {
        missing.add(needed);
      }
    } catch (LinkageError e) {
      missing.add(reference.toString());
    }
  }

  private Class<?> load(String name) throws ClassNotFoundException {
    return Class.forName(name, false, loader);
  }

  /** Returns whether a type, or one that it extends, declares a method or field. */
  private static boolean has(Class<?> type, String name, String descriptor) {
    if (declares(type, name, descriptor)) {
      return true;
    }
    Class<?> parent = type.isInterface() ? Object.class : type.getSuperclass();
    return (parent != null && has(parent, name, descriptor))
        || Arrays.stream(type.getInterfaces()).anyMatch(each -> has(each, name, descriptor));
  }

  private static boolean declares(Class<?> type, String name, String descriptor) {
    if (name.equals("<init>")) {
      return Arrays.stream(type.getDeclaredConstructors())
          .anyMatch(constructor -> descriptor(constructor).equals(descriptor));
    }
    return descriptor.startsWith("(")
        ? Arrays.stream(type.getDeclaredMethods())
            .anyMatch(
                method -> method.getName().equals(name) && descriptor(method).equals(descriptor))
        : Arrays.stream(type.getDeclaredFields())
            .anyMatch(
                field ->
                    field.getName().equals(name)
                        && field.getType().descriptorString().equals(descriptor));
  }

  private static String descriptor(Constructor<?> constructor) {
    return MethodType.methodType(void.class, constructor.getParameterTypes()).descriptorString();
  }

  private static String descriptor(Method method) {
    return MethodType.methodType(method.getReturnType(), method.getParameterTypes())
        .descriptorString();
  }

  /** Notes the methods of Beam's interfaces that a class should implement and does not. */
  private void checkImplements(String name) {
    try {
      Class<?> type = load(name);
      if (Modifier.isAbstract(type.getModifiers())) {
        return;
      }
      for (Method method : type.getMethods()) {
        if (Modifier.isAbstract(method.getModifiers())) {
          missing.add(
              "an implementation of "
                  + method.getDeclaringClass().getName()
                  + "."
                  + method.getName()
                  + " in "
                  + name);
        }
      }
    } catch (ClassNotFoundException | LinkageError e) {
      // If it is Beam's, a reference to it is missing; else it is something that is optional.
      return;
    }
  }
}
