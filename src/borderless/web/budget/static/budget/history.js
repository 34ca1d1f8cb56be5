// What can be taken back: each step knows how to undo and to do itself again.
"use strict";
class Steps {
  constructor(changed) {
    this.done = [];
    this.undone = [];
    this.changed = changed;
  }

  /** Does a step and remembers it. */
  run(step) {
    step.redo();
    this.done.push(step);
    this.undone = [];
    this.changed();
  }

  undo() {
    const step = this.done.pop();
    if (!step) return;
    step.undo();
    this.undone.push(step);
    this.changed();
  }

  redo() {
    const step = this.undone.pop();
    if (!step) return;
    step.redo();
    this.done.push(step);
    this.changed();
  }
}
