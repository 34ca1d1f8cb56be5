// The line that a finding names, for somebody who only reads.
"use strict";
document.querySelector("#sheet .is-asked")?.scrollIntoView({ block: "center" });
