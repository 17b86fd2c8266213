// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.cli;

import dev.pathway.beam.runner.Explanation;
import dev.pathway.beam.runner.PathwayRunner;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a Beam program's main method on PathwayRunner, unless its arguments name another runner.
 *
 * <p>If the program fails, prints one message and ends the process with exit code {@value
 * ExitCode#FAILED}, or {@value ExitCode#USAGE} if the command line names no program. The stack
 * trace is printed too if the system property {@value #VERBOSE} is true or this class logs at
 * DEBUG, unless the command line itself is the mistake, and always for an {@link Error} that a JVM
 * throws, which is nobody's message to users, unless it is known what to add to the class path.
 *
 * <p>With {@code --explain} the program ends, with exit code 0, as soon as the plan of its first
 * pipeline is printed: what it would do with the result of a pipeline makes no sense without one.
 */
public final class Launcher {
  /** The system property that asks for stack traces. */
  public static final String VERBOSE = "pathway.verbose";

  private static final Logger LOG = LoggerFactory.getLogger(Launcher.class);
  private static final String RUNNER_OPTION = "--runner";
  private static final String DEFAULT_RUNNER =
      RUNNER_OPTION + "=" + PathwayRunner.class.getSimpleName();

  private Launcher() {}

  /** A main method. */
  @FunctionalInterface
  public interface Main {
    /** Runs the program. */
    void run(String[] args) throws Exception;
  }

  /**
   * Runs the main method of a class.
   *
   * @param args the name of the class, then the program's own arguments
   */
  public static void main(String[] args) {
    launch(Launcher::runClass, args);
  }

  /** Runs a program; returns if it succeeded, else ends the process. */
  public static void launch(Main program, String... args) {
    Explanation.afterwards(() -> System.exit(ExitCode.DONE));
    int exitCode = run(program, args, System.err);
    if (exitCode != ExitCode.DONE) {
      // The message is out and the job has ended; threads that user code left behind must not keep
      // the process.
      System.exit(exitCode);
    }
  }

  /** Returns a program's arguments with PathwayRunner added if they name no runner. */
  public static String[] withDefaultRunner(String... args) {
    for (String arg : args) {
      if (arg.equals(RUNNER_OPTION) || arg.startsWith(RUNNER_OPTION + "=")) {
        return args.clone();
      }
    }
    // Last, so that a program that also takes arguments by position finds them where they were.
    String[] all = Arrays.copyOf(args, args.length + 1);
    all[args.length] = DEFAULT_RUNNER;
    return all;
  }

  static int run(Main program, String[] args, PrintStream err) {
    try {
      program.run(args);
      return ExitCode.DONE;
    } catch (Throwable failure) {
      err.println("pathway: " + FailureMessage.of(failure, args));
      boolean isMistake = failure instanceof UsageException || failure instanceof NotFoundException;
      boolean isVerbose = Boolean.getBoolean(VERBOSE) || LOG.isDebugEnabled();
      if ((isVerbose && !isMistake)
          || (failure instanceof LinkageError && MissingModule.message(failure) == null)
          || failure instanceof VirtualMachineError) {
        failure.printStackTrace(err);
      }
      return ExitCode.of(failure);
    }
  }

  static void runClass(String[] args) throws Exception {
    if (args.length == 0) {
      throw new UsageException("Name the main class to run");
    }
    Method main = mainOf(args[0]);
    String[] own = withDefaultRunner(Arrays.copyOfRange(args, 1, args.length));
    try {
      main.invoke(null, (Object) own);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  private static Method mainOf(String className) throws Exception {
    Class<?> type;
    try {
      type = Class.forName(className, true, Thread.currentThread().getContextClassLoader());
    } catch (ClassNotFoundException e) {
      LOG.debug("No class '{}'", className, e);
      throw new UsageException(
          "No class '" + className + "' on the class path: check the name and the jar");
    }
    try {
      Method main = type.getMethod("main", String[].class);
      if (Modifier.isStatic(main.getModifiers())) {
        // The class itself need not be public.
        main.setAccessible(true);
        return main;
      }
    } catch (NoSuchMethodException e) {
      LOG.debug("No main method", e);
    }
    throw new UsageException(
        "Class '" + className + "' has no method 'public static void main(String[])'");
  }
}
