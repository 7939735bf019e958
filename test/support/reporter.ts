import Mocha from "mocha";

import { failuresTitle } from "./parts";

/**
 * One line for each suite, one for each test that failed or took its time, every failure in full,
 * and as the last line the plain count that test/run.ts adds up.
 */
class CountReporter extends Mocha.reporters.Base {
  constructor(runner: Mocha.Runner, options?: Mocha.MochaOptions) {
    super(runner, options);
    const { EVENT_RUN_END, EVENT_SUITE_END, EVENT_TEST_FAIL, EVENT_TEST_PASS } =
      Mocha.Runner.constants;
    let inSuite: Count = { passed: 0, failed: 0 };

    runner.on(EVENT_TEST_PASS, (test) => {
      inSuite.passed += 1;
      if ((test.duration ?? 0) >= remarkableMilliseconds) {
        print(`  ✔ ${test.fullTitle()} (${seconds(test.duration ?? 0)})`);
      }
    });
    runner.on(EVENT_TEST_FAIL, (test) => {
      inSuite.failed += 1;
      print(`  ✖ ${test.fullTitle()}`);
    });
    runner.on(EVENT_SUITE_END, (suite) => {
      if (suite.parent?.root === true) {
        const failed = inSuite.failed > 0 ? `, ${inSuite.failed} failed` : "";
        print(`${failed === "" ? "✔" : "✖"} ${suite.title}: ${inSuite.passed} passed${failed}`);
        inSuite = { passed: 0, failed: 0 };
      }
    });
    runner.once(EVENT_RUN_END, () => {
      if (this.failures.length > 0) {
        print(failuresTitle);
        Mocha.reporters.Base.list(this.failures);
      }
      const { passes, failures, pending } = this.stats;
      print(`${passes} passed, ${failures} failed${pending > 0 ? `, ${pending} skipped` : ""}`);
    });
  }
}

interface Count {
  passed: number;
  failed: number;
}

/** A test that takes this long gets a line of its own, so that a slow part shows that it moves. */
const remarkableMilliseconds = 1000;

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

export = CountReporter;
