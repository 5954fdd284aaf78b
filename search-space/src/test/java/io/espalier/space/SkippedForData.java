package io.espalier.space;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/** Says in one line, when all tests of a module ended, how many were skipped for lack of data. */
public final class SkippedForData implements TestExecutionListener {

  private final AtomicInteger skipped = new AtomicInteger();

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    boolean missing =
        result
            .getThrowable()
            .filter(thrown -> String.valueOf(thrown.getMessage()).contains(SharedData.MISSING))
            .isPresent();
    if (missing && result.getStatus() == TestExecutionResult.Status.ABORTED) {
      skipped.incrementAndGet();
    }
  }

  @Override
  public void testPlanExecutionFinished(TestPlan plan) {
    int count = skipped.get();
    if (count > 0) {
      System.out.printf(
          "%d %s skipped: data of ../shared are missing. CONTRIBUTING.md says where they come from.%n",
          count, count == 1 ? "test or class was" : "tests or classes were");
    }
  }
}
