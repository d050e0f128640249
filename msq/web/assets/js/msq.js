// Everything a page gains from a script. Each page works without any of it.

import {
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  Radios,
  SkipLink,
  createAll
} from 'govuk-frontend'

import { startExclusive } from './exclusive.js'
import { startFiles } from './files.js'
import { startFilters } from './filter.js'
import { startFollowing } from './follow.js'
import { startLeaveGuards } from './leave.js'
import { startOffline } from './offline.js'
import { startSide } from './side.js'
import { startWhen } from './when.js'

// Pages have no script of their own to say so: the content security policy forbids it.
document.body.classList.add('js-enabled', 'govuk-frontend-supported')

for (const component of [
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  Radios,
  SkipLink
]) {
  createAll(component)
}

startExclusive()
startFiles()
startWhen()
// Before the guards, which look whether a form is really sent.
startOffline()
startLeaveGuards()
startFollowing()
startFilters()
startSide()
