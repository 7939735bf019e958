import { type ListrDefaultRendererLogLevels } from "listr2";

import { printable } from "../delivery/text";
import { type Io } from "./io";

/** One step of something that takes a while. */
export interface Step {
  /** Begins with a verb: "Commit main/web". */
  readonly title: string;
  /**
   * Does it.
   *
   * @param report says where it stands now; the same text twice is shown once.
   * @returns what came of it, for the line that stays: "Commit main/web: 3f2a91c"; nothing if there is nothing to say.
   */
  readonly run: (report: (detail: string) => void) => Promise<string | undefined>;
}

/**
 * Runs steps one after another and shows them: redrawn on a terminal, as plain lines elsewhere, always on
 * stderr. The first error ends it and is thrown.
 */
export async function progress(
  io: Pick<Io, "stderr" | "terminal" | "colors">,
  steps: readonly Step[],
): Promise<void> {
  await (io.terminal === undefined ? plainly(io, steps) : redrawn(io.terminal, steps));
}

async function plainly(io: Pick<Io, "stderr" | "colors">, steps: readonly Step[]): Promise<void> {
  const { green, red } = io.colors;
  for (const { title, run } of steps) {
    io.stderr(`• ${title} …\n`);
    try {
      const result = await run(
        onChange((detail) => {
          io.stderr(`  ${detail}\n`);
        }),
      );
      io.stderr(`${green("✓")} ${finished(title, result)}\n`);
    } catch (error) {
      io.stderr(`${red("✗")} ${title}\n`);
      throw error;
    }
  }
}

async function redrawn(terminal: NodeJS.WriteStream, steps: readonly Step[]): Promise<void> {
  const { DefaultRenderer, Listr, ListrLogger, ProcessOutput } = await import("listr2");
  // Else it asks whether stdout is a terminal, which may be a pipe while stderr is none.
  class OnTerminal extends DefaultRenderer {
    static override nonTTY = true;
  }
  const tasks = new Listr(
    steps.map(({ title, run }) => ({
      title,
      task: async (_context, task) => {
        const result = await run(
          onChange((detail) => {
            // It writes to the terminal itself.
            task.output = printable(detail);
          }),
        );
        task.title = printable(finished(title, result));
      },
    })),
    {
      renderer: OnTerminal,
      rendererOptions: {
        // Results alone go to stdout.
        logger: new ListrLogger<ListrDefaultRendererLogLevels>({
          processOutput: new ProcessOutput(terminal, terminal),
        }),
        // Whoever runs the steps prints the error, once.
        showErrorMessage: false,
      },
      // Ctrl+C belongs to the command.
      registerSignalListeners: false,
    },
  );
  await tasks.run();
}

function finished(title: string, result: string | undefined): string {
  return result === undefined ? title : `${title}: ${result}`;
}

/** Passes on a text only when it is another one than the last. */
function onChange(write: (text: string) => void): (text: string) => void {
  let last: string | undefined;
  return (text) => {
    if (text === last) {
      return;
    }
    last = text;
    write(text);
  };
}
