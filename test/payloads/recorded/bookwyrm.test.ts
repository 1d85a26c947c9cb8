import { playRecording } from './play.ts'

playRecording('bookwyrm')
