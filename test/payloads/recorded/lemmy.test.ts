import { playRecording } from './play.ts'

playRecording('lemmy')
