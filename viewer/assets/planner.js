// The parts of the page that a planner works with; the big screen has none of them.

import { Ask } from './ask.js';
import { Comments } from './comments.js';
import { Find } from './find.js';
import { Landmarks } from './landmarks.js';
import { lookCloser } from './look.js';
import { Memo } from './memo.js';
import { Scenario } from './scenario.js';
import { Share } from './share.js';

export function equip(twin) {
  twin.find = new Find(twin);
  twin.ask = new Ask(twin);
  twin.scenario = new Scenario(twin);
  twin.memo = new Memo(twin);
  twin.share = new Share(twin);
  twin.comments = new Comments(twin);
  twin.landmarks = new Landmarks();
  lookCloser(twin);
}
